import type { Flag, SourceMap, Word } from './file.ts';
import { sourceOffset } from './map.ts';

const isSpace = (char: string | undefined): boolean =>
  char === ' ' || char === '\t' || char === '\r' || char === '\n' || char === '\v' || char === '\f';

/** Splits at white space outside quotes. An unterminated quote reaches to the end. */
export const splitWords = (text: string, map: SourceMap, escapeToken: string): Word[] => {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    while (isSpace(text[at])) at++;
    if (at >= text.length) break;
    const start = at;
    at = wordEnd(text, at, escapeToken);
    const written = text.slice(start, at);
    words.push({
      text: written,
      value: unquote(written, escapeToken),
      start: sourceOffset(map, start),
      end: sourceOffset(map, at - 1) + 1,
    });
  }
  return words;
};

const wordEnd = (text: string, from: number, escapeToken: string): number => {
  let at = from;
  let quote = '';
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === escapeToken && quote !== "'") at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (isSpace(char)) break;
  }
  return Math.min(at, text.length);
};

/** Where a quote stands that nothing closes; -1 when there is none. */
export const openQuote = (text: string, escapeToken: string): number => {
  let quote = '';
  let opened = -1;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === escapeToken && quote !== "'") at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") {
      quote = char;
      opened = at;
    }
  }
  return quote === '' ? -1 : opened;
};

/** Takes quotes and escapes away; variables stay as they stand. */
export const unquote = (text: string, escapeToken: string): string => {
  if (!text.includes('"') && !text.includes("'") && !text.includes(escapeToken)) return text;
  let value = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === escapeToken && quote !== "'" && at + 1 < text.length) {
      const next = text[++at] ?? '';
      value += quote === '"' && next !== '"' && next !== '$' && next !== escapeToken ? char + next : next;
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else value += char;
    } else if (char === '"' || char === "'") quote = char;
    else value += char;
  }
  return value;
};

/** The flags that open the arguments, and where the rest starts. Source: BuildKit, extractBuilderFlags: quotes group and are dropped, `--` ends. */
export const takeFlags = (text: string, map: SourceMap, escapeToken: string): { flags: Flag[]; rest: number } => {
  const flags: Flag[] = [];
  let at = 0;
  for (;;) {
    while (isSpace(text[at])) at++;
    if (!text.startsWith('--', at)) return { flags, rest: at };
    const start = at;
    at = wordEnd(text, at, escapeToken);
    const word = unquote(text.slice(start, at), escapeToken);
    if (word === '--') {
      while (isSpace(text[at])) at++;
      return { flags, rest: at };
    }
    const equals = word.indexOf('=');
    const name = equals === -1 ? word.slice(2) : word.slice(2, equals);
    flags.push({
      name: name.toLowerCase(),
      value: equals === -1 ? '' : word.slice(equals + 1),
      start: sourceOffset(map, start),
      end: sourceOffset(map, at - 1) + 1,
    });
  }
};

const jsonString = /\s*("(?:[^"\\]|\\.)*")\s*(,|\])/y;

/** The words of an exec form such as `["a", "b"]`; null when it is not a JSON list of strings, which BuildKit then reads as a shell form. */
export const execWords = (text: string, map: SourceMap): Word[] | null => {
  const open = text.search(/\S/);
  if (open === -1 || text[open] !== '[' || !text.trimEnd().endsWith(']')) return null;
  if (!isStringList(text)) return null;
  const words: Word[] = [];
  jsonString.lastIndex = open + 1;
  for (let match = jsonString.exec(text); match !== null; match = jsonString.exec(text)) {
    const written = match[1] ?? '';
    const start = match.index + match[0].indexOf('"');
    const value: unknown = JSON.parse(written);
    words.push({
      text: written,
      value: String(value),
      start: sourceOffset(map, start),
      end: sourceOffset(map, start + written.length - 1) + 1,
    });
    if (match[2] === ']') break;
  }
  return words;
};

const isStringList = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string');
  } catch {
    return false;
  }
};
