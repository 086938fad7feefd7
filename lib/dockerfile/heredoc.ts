import type { Heredoc, SourceMap } from './file.ts';
import type { Line } from './lines.ts';
import { splitWords, unquote } from './words.ts';

export type HeredocMark = { readonly name: string; readonly chomp: boolean; readonly expand: boolean };

// Source: BuildKit, reHeredoc and heredocDirectives: a whole word, optionally with a file descriptor before it.
const form = /^\d*<<(-?)([^<]+)$/;
const mayHold = new Set(['RUN', 'COPY', 'ADD']);

/** The heredocs that an instruction's line opens, in order. */
export const heredocMarks = (keyword: string, text: string, escapeToken: string): HeredocMark[] => {
  if (!mayHold.has(keyword) || !text.includes('<<')) return [];
  const nowhere: SourceMap = { joined: [0], source: [0] };
  return splitWords(text, nowhere, escapeToken).flatMap((word) => {
    const match = form.exec(word.text);
    const written = match?.[2] ?? '';
    const name = unquote(written, '\\');
    if (!match || name === '') return [];
    return [{ name, chomp: match[1] === '-', expand: !/["'\\]/.test(written) }];
  });
};

/** Reads one heredoc's body. `end` is the end of its last line; `closed` is false when the file ended first. */
export const readHeredoc = (
  text: string,
  mark: HeredocMark,
  next: () => Line | null,
): { heredoc: Heredoc; end: number; closed: boolean } => {
  const parts: string[] = [];
  const joined: number[] = [];
  const source: number[] = [];
  let length = 0;
  let end = text.length;
  let closed = false;
  for (let line = next(); line !== null; line = next()) {
    let start = line.start;
    if (mark.chomp) while (text[start] === '\t') start++;
    end = line.end;
    if (text.slice(start, line.end) === mark.name) {
      closed = true;
      break;
    }
    joined.push(length);
    source.push(start);
    parts.push(text.slice(start, line.next));
    length += line.next - start;
  }
  return {
    heredoc: { name: mark.name, content: parts.join(''), expand: mark.expand, map: { joined, source } },
    end,
    closed,
  };
};
