import type { Json } from '../../../model/json.ts';

const maxDepth = 50;
const maxValues = 200_000;

type Reader = { readonly bytes: Buffer; at: number; values: number };

/**
 * A value as PHP's `serialize` writes it; arrays become objects with their keys as text, and what has no like in JSON becomes null. Undefined: the text
 * is none, or is cut off. Source: PHP Internals Book, "Serialization". Objects are not read: nothing here is made from them.
 */
export const readPhpValue = (bytes: Buffer): Json | undefined => readValue({ bytes, at: 0, values: 0 }, 0);

const readValue = (reader: Reader, depth: number): Json | undefined => {
  reader.values += 1;
  if (depth > maxDepth || reader.values > maxValues) return undefined;
  const kind = String.fromCharCode(reader.bytes[reader.at] ?? 0);
  reader.at += 2;
  if (kind === 'N') return null;
  switch (kind) {
    case 'b':
      return number(reader, ';') === 1;
    case 'i':
    case 'd':
      return number(reader, ';');
    case 's':
      return readText(reader, number(reader, ':'));
    case 'a':
      return readArray(reader, number(reader, ':'), depth);
    default:
      return undefined;
  }
};

const longestNumber = 32;

/** What stands before a mark, which is passed. */
const number = (reader: Reader, mark: string): number | undefined => {
  const text = reader.bytes.toString('latin1', reader.at, reader.at + longestNumber).split(mark, 1)[0] ?? '';
  reader.at += text.length + 1;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
};

/** The length counts bytes: `"text";`. */
const readText = (reader: Reader, length: number | undefined): string | undefined => {
  const start = reader.at + 1;
  if (length === undefined || length < 0 || start + length + 2 > reader.bytes.length) return undefined;
  reader.at = start + length + 2;
  return reader.bytes.toString('utf8', start, start + length);
};

const readArray = (reader: Reader, count: number | undefined, depth: number): Json | undefined => {
  if (count === undefined || count < 0 || count > maxValues) return undefined;
  const members: [string, Json][] = [];
  reader.at += 1;
  for (let index = 0; index < count; index += 1) {
    const key = readValue(reader, depth + 1);
    const value = readValue(reader, depth + 1);
    if ((typeof key !== 'string' && typeof key !== 'number') || value === undefined) return undefined;
    members.push([String(key), value]);
  }
  reader.at += 1;
  return Object.fromEntries(members);
};
