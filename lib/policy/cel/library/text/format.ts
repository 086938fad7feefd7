import { fixed, scientific } from '../../text/decimal.ts';
import { englishFixed, englishScientific } from '../../text/english-decimal.ts';
import { hexOf } from '../../text/hex.ts';
import { printed, type Style } from '../../text/printed.ts';
import { type Meter, toilOver, toilText } from '../../value/meter.ts';
import { fail } from '../../value/signal.ts';
import { typeName } from '../../value/type-name.ts';
import type { CelValue } from '../../value/value.ts';
import { list, string } from '../kind.ts';
import { binary, type CelFunction, member } from '../overload.ts';

const defaultPrecision = 6;
/** Go's own bound on a precision is 1e6; no double has more digits than this that say anything. */
const mostPrecise = 100;

type Clause = (value: CelValue, precision: number, meter: Meter) => string | undefined;

const whole = (value: CelValue): bigint | undefined => {
  if (typeof value === 'bigint') return value;
  return typeof value === 'object' && value?.kind === 'uint' ? value.value : undefined;
};

const based =
  (base: number): Clause =>
  (value) =>
    typeof value === 'boolean' && base === 2 ? String(Number(value)) : whole(value)?.toString(base);

const doubleIn = (value: CelValue): number | undefined => {
  const integer = whole(value);
  return typeof value === 'number' ? value : integer === undefined ? undefined : Number(integer);
};

// Clusters take `NaN` and the infinities as texts too, and no integers.
const special = new Map([NaN, Infinity, -Infinity].map((value) => [String(value), value]));
const onlyDouble = (value: CelValue): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'string' ? special.get(value) : undefined;

const decimal =
  (style: Style, write: (value: number, precision: number) => string): Clause =>
  (value, precision) => {
    const number = style === 'plain' ? doubleIn(value) : onlyDouble(value);
    return number === undefined ? undefined : write(number, precision);
  };

const clausesOf = (style: Style): ReadonlyMap<string, Clause> =>
  new Map<string, Clause>([
    ['s', (value, _, meter) => printed(value, style, meter)],
    ['d', (value, _, meter) => (typeof value === 'number' && style === 'plain' ? printed(value, style, meter) : whole(value)?.toString())],
    ['f', decimal(style, style === 'plain' ? fixed : englishFixed)],
    ['e', decimal(style, style === 'plain' ? scientific : englishScientific)],
    ['b', based(2)],
    ['o', based(8)],
    ['x', hexOf],
    ['X', (value) => hexOf(value)?.toUpperCase()],
  ]);

const clause = /%(?:%|(?:\.(\d*))?([\s\S]))?/y;

type Values = { readonly clauses: ReadonlyMap<string, Clause>; readonly items: readonly CelValue[]; readonly meter: Meter };

/** Each clause pays for what it writes. */
const formatted = (text: string, values: Values): string => {
  const parts: string[] = [];
  let [at, used] = [0, 0];
  for (let next = text.indexOf('%'); next >= 0; next = text.indexOf('%', at)) {
    clause.lastIndex = next;
    const [all = '%', precision, letter] = clause.exec(text) ?? [];
    parts.push(text.slice(at, next), letter === undefined ? escaped(all) : one(letter, precision, used, values));
    if (letter !== undefined) used += 1;
    at = next + all.length;
  }
  toilOver(values.meter, text.length);
  return [...parts, text.slice(at)].join('');
};

const escaped = (all: string): string => (all === '%%' ? '%' : fail('unexpected end of format string'));

const one = (letter: string, precision: string | undefined, place: number, { clauses, items, meter }: Values): string => {
  const write = clauses.get(letter) ?? fail(`could not parse formatting clause: unrecognized formatting clause "${letter}"`);
  const digits = precision === undefined || precision === '' ? defaultPrecision : Number(precision);
  if (digits > mostPrecise) return fail(`precision of more than ${mostPrecise} digits`);
  const value = items[place];
  if (value === undefined) return fail(`index ${place} out of range`);
  const text = write(value, digits, meter) ?? fail(`error during formatting: %${letter} of ${typeName(value)}`);
  toilText(meter, text.length);
  return text;
};

export const format = (style: Style): CelFunction => {
  const clauses = clausesOf(style);
  return member(
    'format',
    binary(string, list, (text, { items }, meter) => formatted(text, { clauses, items, meter })),
  );
};
