import { AppError, type ErrorCode } from '../../model/error.ts';
import { pointerToken } from '../../model/json.ts';
import { lineAndColumn } from './place.ts';
import { plainJson } from './plain.ts';

const space = /[ \t\n\r]*/y;
// Found by a search and not matched as a whole: a string may be megabytes long, and a pattern's way back would not fit the stack.
const stringBreak = /["\\]|\p{Cc}/gu;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
// A careless reader that copies members would reach the object's prototype by this name.
const forbiddenKey = '__proto__';

/** `deepest`: deeper values are refused; the bodies of our own schemas need six levels. `allowNul`: as an escape, for texts that are not stored. */
export type JsonLimits = { readonly deepest?: number; readonly allowNul?: boolean };
const usualDepth = 64;

/**
 * JSON from outside. Throws AppError with the place: `invalid-json` (a duplicate member too: readers disagree on which one counts),
 * `too-deep`, `forbidden-key`, `forbidden-character` (NUL, which the store refuses). Source of the grammar: RFC 8259.
 */
export const parseJson = (text: string, { deepest = usualDepth, allowNul = false }: JsonLimits = {}): unknown => {
  const plain = plainJson(text, deepest);
  if (plain) return plain.value;
  const reader: Reader = { text, at: 0, path: [], deepest, allowNul };
  readValue(reader);
  take(reader, space);
  if (reader.at < text.length) fail(reader, 'invalid-json', 'there is more after the end');
  return JSON.parse(text);
};

type Reader = {
  readonly text: string;
  at: number;
  readonly path: (string | number)[];
  readonly deepest: number;
  readonly allowNul: boolean;
};

const readValue = (reader: Reader): void => {
  take(reader, space);
  const first = reader.text[reader.at];
  if (first === '{') readNested(reader, '}', readMember);
  else if (first === '[') readNested(reader, ']', readElement);
  else if (first === '"') readString(reader);
  else if (take(reader, scalar) === undefined) failExpecting(reader, 'a value');
};

const readNested = (reader: Reader, end: string, readOne: (reader: Reader, names: Set<string>) => void): void => {
  if (reader.path.length === reader.deepest) fail(reader, 'too-deep', `nested deeper than ${reader.deepest} levels`);
  reader.at += 1;
  if (skip(reader, end)) return;
  const names = new Set<string>();
  do readOne(reader, names);
  while (skip(reader, ','));
  if (!skip(reader, end)) failExpecting(reader, `a comma or ${end}`);
};

const readMember = (reader: Reader, names: Set<string>): void => {
  take(reader, space);
  const start = reader.at;
  if (reader.text[start] !== '"') failExpecting(reader, 'a member name in quotes');
  const name = readString(reader);
  reader.path.push(name);
  if (name === forbiddenKey) fail(reader, 'forbidden-key', `the member name ${name} is not allowed`, start);
  if (names.has(name)) fail(reader, 'invalid-json', 'this member is there twice', start);
  names.add(name);
  if (!skip(reader, ':')) failExpecting(reader, 'a colon');
  readValue(reader);
  reader.path.pop();
};

const readElement = (reader: Reader, names: Set<string>): void => {
  reader.path.push(names.size);
  names.add(String(names.size));
  readValue(reader);
  reader.path.pop();
};

const readString = (reader: Reader): string => {
  const start = reader.at;
  reader.at += 1;
  for (;;) {
    stringBreak.lastIndex = reader.at;
    const found = stringBreak.exec(reader.text);
    if (!found) return fail(reader, 'invalid-json', 'this string does not end', start);
    reader.at = found.index;
    const code = reader.text.charCodeAt(found.index);
    if (found[0] === '"') break;
    if (found[0] === '\\') {
      if (take(reader, escapeSequence) === undefined) fail(reader, 'invalid-json', 'this escape is not JSON');
    } else if (code === 0) refuseNul(reader);
    else if (code < 0x20) fail(reader, 'invalid-json', 'a control character in a string must be escaped');
    else reader.at += 1;
  }
  reader.at += 1;
  const raw = reader.text.slice(start, reader.at);
  if (!raw.includes('\\')) return raw.slice(1, -1);
  const value: string = JSON.parse(raw);
  return value.includes('\0') && !reader.allowNul ? refuseNul(reader, start) : value;
};

const take = (reader: Reader, pattern: RegExp): string | undefined => {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
};

const skip = (reader: Reader, token: string): boolean => {
  take(reader, space);
  if (reader.text[reader.at] !== token) return false;
  reader.at += 1;
  return true;
};

const refuseNul = (reader: Reader, at = reader.at): never => fail(reader, 'forbidden-character', 'the character NUL is not allowed', at);

const failExpecting = (reader: Reader, what: string): never => {
  if (reader.text[reader.at] === '\0') return refuseNul(reader);
  return fail(reader, 'invalid-json', reader.at >= reader.text.length ? `the text ends where ${what} is expected` : `expected ${what}`);
};

const fail = (reader: Reader, code: ErrorCode, message: string, at = reader.at): never => {
  const pointer = reader.path.map((token) => `/${pointerToken(token)}`).join('');
  throw new AppError(code, `line ${lineAndColumn(reader.text, at).line}: ${message}`, {
    places: [{ message, pointer, ...lineAndColumn(reader.text, at) }],
  });
};
