import { bytesOf, utf8 } from '../value/bytes.ts';
import type { CelValue } from '../value/value.ts';
import { invalid } from './invalid.ts';

const simple: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
  ['?', 63],
  ['"', 34],
  ["'", 39],
  ['`', 96],
]);
const digits: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['X', 2],
  ['u', 4],
  ['U', 8],
]);

/** The literal that starts at `start` with this prefix and quote, and where it ends. Source: cel-spec langdef, "String and Bytes Values". */
export const quoted = (
  source: string,
  start: number,
  prefix: string,
  quote: string,
): { readonly value: CelValue; readonly end: number } => {
  const isRaw = /r/i.test(prefix);
  const isBytes = /b/i.test(prefix);
  const from = start + prefix.length + quote.length;
  const to = closing(source, from, quote, isRaw) ?? invalid('a text that does not end', start);
  const body = source.slice(from, to).replace(/\r\n?/g, '\n');
  const end = to + quote.length;
  if (isRaw || !body.includes('\\')) return { value: isBytes ? bytesOf(utf8(body)) : body, end };
  const parts = unescaped(body, isBytes, from);
  return { value: isBytes ? bytesOf(Buffer.concat(parts)) : Buffer.concat(parts).toString('utf8'), end };
};

const closing = (source: string, from: number, quote: string, isRaw: boolean): number | undefined => {
  for (let at = from; at < source.length; at += 1) {
    if (source.startsWith(quote, at)) return at;
    const unit = source[at];
    if (unit === '\\' && !isRaw) at += 1;
    else if (quote.length === 1 && (unit === '\n' || unit === '\r')) return undefined;
  }
  return undefined;
};

const escaped = /\\(?:([0-3][0-7]{2})|([xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|([abfnrtv\\?"'`]))/y;

const unescaped = (body: string, isBytes: boolean, offset: number): Uint8Array[] => {
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < body.length) {
    const next = body.indexOf('\\', at);
    parts.push(utf8(next < 0 ? body.slice(at) : body.slice(at, next)));
    if (next < 0) break;
    escaped.lastIndex = next;
    const found = escaped.exec(body) ?? invalid('unable to unescape string', offset + next);
    const [all, octal, hex, letter] = found;
    parts.push(encoded(octal, hex, letter, isBytes) ?? invalid('invalid unicode code point', offset + next));
    at = next + all.length;
  }
  return parts;
};

const encoded = (
  octal: string | undefined,
  hex: string | undefined,
  letter: string | undefined,
  isBytes: boolean,
): Uint8Array | undefined => {
  const isWide = hex !== undefined && digits.get(hex.charAt(0)) !== 2;
  const point = octal ? Number.parseInt(octal, 8) : hex ? Number.parseInt(hex.slice(1), 16) : (simple.get(letter ?? '') ?? 0);
  if (isBytes) return isWide ? undefined : Uint8Array.of(point);
  return point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? undefined : utf8(String.fromCodePoint(point));
};
