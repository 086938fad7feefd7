import type { Comment, Directive, SourceMap } from './file.ts';

/** One line of the file without its end (LF or CRLF); `next` is where the following line starts. */
export type Line = { readonly start: number; readonly end: number; readonly next: number; readonly number: number };

export type LogicalLine = {
  readonly text: string;
  readonly map: SourceMap;
  readonly start: number;
  readonly end: number;
};

export type LineReader = {
  readonly comments: Comment[];
  readonly directives: Directive[];
  readonly emptyContinuations: { start: number; end: number }[];
  escapeToken(): '\\' | '`';
  /** The next instruction's lines, joined; null at the end of the file. */
  logical(): LogicalLine | null;
  /** The next line as it stands, for the body of a heredoc. */
  raw(): Line | null;
};

const knownDirectives = new Set(['syntax', 'escape', 'check']);
const directiveForm = /^#[ \t]*([a-zA-Z][a-zA-Z0-9]*)[ \t]*=[ \t]*(\S.*)$/;

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 11 || code === 12 || code === 13;

/** Splits a Dockerfile as BuildKit does. Source: moby/buildkit frontend/dockerfile/parser (line continuation, comments, directives). */
export const readLines = (text: string): LineReader => {
  const comments: Comment[] = [];
  const directives: Directive[] = [];
  const emptyContinuations: { start: number; end: number }[] = [];
  let escapeToken: '\\' | '`' = '\\';
  let directivesDone = false;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let number = 0;

  const raw = (): Line | null => {
    if (at >= text.length) return null;
    const feed = text.indexOf('\n', at);
    const next = feed === -1 ? text.length : feed + 1;
    let end = feed === -1 ? text.length : feed;
    while (end > at && text.charCodeAt(end - 1) === 13) end--;
    const line = { start: at, end, next, number: ++number };
    at = next;
    return line;
  };
  const firstInk = (line: Line): number => {
    let ink = line.start;
    while (ink < line.end && isBlank(text.charCodeAt(ink))) ink++;
    return ink;
  };
  // An escape before the end of the line continues it, unless it is itself escaped.
  const continuationAt = (start: number, end: number): number => {
    let last = end - 1;
    while (last >= start && (text[last] === ' ' || text[last] === '\t')) last--;
    if (last < start || text[last] !== escapeToken) return -1;
    return last > start && text[last - 1] === escapeToken ? -1 : last;
  };
  const readDirective = (line: Line): boolean => {
    const match = directivesDone ? null : directiveForm.exec(text.slice(line.start, line.end));
    const name = match?.[1]?.toLowerCase() ?? '';
    const value = match?.[2]?.trimEnd() ?? '';
    if (!match) directivesDone = true;
    if (!knownDirectives.has(name)) return false;
    directives.push({ name, value, start: line.start, end: line.end });
    if (name === 'escape' && (value === '\\' || value === '`')) escapeToken = value;
    return true;
  };
  const keepComment = (line: Line, ink: number, inside: boolean): void => {
    comments.push({ text: text.slice(ink + 1, line.end).trim(), line: line.number, start: ink, end: line.end, inside });
  };

  const logical = (): LogicalLine | null => {
    for (let line = raw(); line !== null; line = raw()) {
      const ink = firstInk(line);
      if (readDirective(line)) continue;
      if (text[ink] === '#' && ink < line.end) keepComment(line, ink, false);
      else if (ink < line.end) return joinFrom(line, ink);
    }
    return null;
  };
  const joinFrom = (first: Line, ink: number): LogicalLine => {
    const parts: string[] = [];
    const joined: number[] = [];
    const source: number[] = [];
    let length = 0;
    const add = (start: number, end: number): void => {
      joined.push(length);
      source.push(start);
      parts.push(text.slice(start, end));
      length += end - start;
    };
    let end = first.end;
    let mark = continuationAt(ink, first.end);
    add(ink, mark === -1 ? first.end : mark);
    while (mark !== -1) {
      const line = raw();
      if (line === null) break;
      const start = firstInk(line);
      if (start === line.end) emptyContinuations.push({ start: line.start, end: line.next });
      else if (text[start] === '#') keepComment(line, start, true);
      else {
        mark = continuationAt(line.start, line.end);
        add(line.start, mark === -1 ? line.end : mark);
        end = line.end;
      }
    }
    return { text: parts.join(''), map: { joined, source }, start: ink, end };
  };

  return { comments, directives, emptyContinuations, escapeToken: () => escapeToken, logical, raw };
};
