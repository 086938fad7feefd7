import { codePoints, pointAt, unitAt } from '../../text/code-points.ts';
import { quote } from '../../text/quote.ts';
import { type Meter, toil, toilItems, toilOver, toilText } from '../../value/meter.ts';
import { fail } from '../../value/signal.ts';
import { type CelList, listOf } from '../../value/value.ts';
import { int, string, strings } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { binary, global, member, quaternary, ternary, unary } from '../overload.ts';
import { format } from './format.ts';

/** A place in a text, in code points; throws for one outside. */
const placeIn = (text: string, index: bigint, last = codePoints(text)): number =>
  index >= 0n && index <= BigInt(last) ? Number(index) : fail(`index out of range: ${index}`);

const slice = (text: string, start: bigint, end: bigint, meter: Meter): string => {
  toilOver(meter, text.length);
  if (start > end) return fail(`invalid substring range. start: ${start}, end: ${end}`);
  return text.slice(unitAt(text, placeIn(text, start)), unitAt(text, placeIn(text, end)));
};

type Find = (text: string, part: string, from: bigint, meter: Meter) => bigint;

/** Where the search starts: of an empty text the place itself is found. Past the end there is nothing in clusters, and an error in the specification. */
const searching =
  (isStrict: boolean, find: (text: string, part: string, unit: number) => number): Find =>
  (text, part, from, meter) => {
    toilOver(meter, text.length);
    if (part === '') return from;
    const size = codePoints(text);
    if (!isStrict && from >= BigInt(size)) return -1n;
    const unit = find(text, part, unitAt(text, placeIn(text, from, size - 1)));
    return unit < 0 ? -1n : BigInt(pointAt(text, unit));
  };

/** What is made is paid for before it is made. */
const replace = (text: string, old: string, next: string, most: bigint, meter: Meter): string => {
  toilText(meter, text.length);
  const parts = splitUpTo(text, old, most < 0n ? most : most + 1n);
  toilText(meter, text.length + parts.length * next.length);
  return parts.join(next);
};

/** Go's strings.Split: an empty separator splits between code points, and for replacing at both ends too. */
const splitUpTo = (text: string, separator: string, most: bigint): readonly string[] => {
  const parts = separator === '' ? ['', ...text, ''] : text.split(separator);
  const limit = most < 0n || most > BigInt(parts.length) ? parts.length : Number(most);
  if (limit === parts.length) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
};

const split = (text: string, separator: string, most: bigint, meter: Meter): CelList => {
  toilOver(meter, text.length);
  if (most === 0n) return listOf([]);
  const parts = separator === '' ? [...text] : text.split(separator);
  toilItems(meter, parts.length);
  if (most < 0n || most >= BigInt(parts.length)) return listOf(parts);
  return listOf([...parts.slice(0, Number(most) - 1), parts.slice(Number(most) - 1).join(separator)]);
};

const join = (texts: readonly string[], separator: string, meter: Meter): string => {
  toil(meter, texts.length);
  toilText(
    meter,
    texts.reduce((sum, text) => sum + text.length + separator.length, 0),
  );
  return texts.join(separator);
};

const ascii =
  (pattern: RegExp, change: (letters: string) => string) =>
  (text: string, meter: Meter): string => {
    toilText(meter, text.length);
    return text.replace(pattern, change);
  };

// Go's unicode.IsSpace, which takes U+0085 for a space and U+FEFF for none.
const edges = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const spaces = new Set(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
);

const trim = (text: string, meter: Meter): string => {
  toilOver(meter, text.length);
  const start = edges.exec(text)?.[0].length ?? 0;
  let end = text.length;
  while (end > start && spaces.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
};

/** Source: cel-go ext/strings.go, version 2, as the API server has it. Places are code points. `isStrict`: what the specification says where clusters differ. */
export const stringLibrary = (isStrict: boolean): CelLibrary => {
  const indexOf = searching(isStrict, (text, part, unit) => text.indexOf(part, unit));
  const lastIndexOf = searching(isStrict, (text, part, unit) => text.lastIndexOf(part, unit));
  return {
    functions: [
      member(
        'charAt',
        binary(string, int, (text, index, meter) => {
          const place = placeIn(text, index);
          return slice(text, index, BigInt(Math.min(place + 1, codePoints(text))), meter);
        }),
      ),
      member(
        'indexOf',
        binary(string, string, (text, part, meter) => (text === '' && part !== '' ? -1n : indexOf(text, part, 0n, meter))),
        ternary(string, string, int, indexOf),
      ),
      member(
        'lastIndexOf',
        binary(string, string, (text, part, meter) => {
          const size = BigInt(codePoints(text));
          return part === '' ? size : size === 0n ? -1n : lastIndexOf(text, part, size - 1n, meter);
        }),
        ternary(string, string, int, lastIndexOf),
      ),
      member(
        'lowerAscii',
        unary(
          string,
          ascii(/[A-Z]+/g, (letters) => letters.toLowerCase()),
        ),
      ),
      member(
        'upperAscii',
        unary(
          string,
          ascii(/[a-z]+/g, (letters) => letters.toUpperCase()),
        ),
      ),
      member(
        'replace',
        ternary(string, string, string, (text, old, next, meter) => replace(text, old, next, -1n, meter)),
        quaternary(string, string, string, int, replace),
      ),
      member(
        'split',
        binary(string, string, (text, separator, meter) => split(text, separator, -1n, meter)),
        ternary(string, string, int, split),
      ),
      member(
        'substring',
        binary(string, int, (text, start, meter) => {
          placeIn(text, start);
          return slice(text, start, BigInt(codePoints(text)), meter);
        }),
        ternary(string, int, int, slice),
      ),
      member('trim', unary(string, trim)),
      member(
        'reverse',
        unary(string, (text, meter) => {
          toilText(meter, text.length);
          return [...text].reverse().join('');
        }),
      ),
      member(
        'join',
        unary(strings, (texts, meter) => join(texts, '', meter)),
        binary(strings, string, join),
      ),
      global(
        'strings.quote',
        unary(string, (text, meter) => {
          toilText(meter, text.length);
          return quote(text);
        }),
      ),
      format(isStrict ? 'plain' : 'literal'),
    ],
  };
};
