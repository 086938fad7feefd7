import { isInt } from '../value/range.ts';
import { fail } from '../value/signal.ts';
import type { CelDuration } from '../value/value.ts';

export const second = 1_000_000_000n;
// As Go's time.Duration holds it, some 292 years: less than the 10,000 of the protobuf message.
export const durationOf = (nanos: bigint): CelDuration => (isInt(nanos) ? { kind: 'duration', nanos } : fail('duration out of range'));

const unitNanos: ReadonlyMap<string, bigint> = new Map([
  ['h', 3600n * second],
  ['m', 60n * second],
  ['s', second],
  ['ms', 1_000_000n],
  ['us', 1000n],
  ['µs', 1000n],
  ['μs', 1000n],
  ['ns', 1n],
]);
const longest = 256;
const part = /(\d*)(?:\.(\d*))?(h|ms|m|s|us|µs|μs|ns)/y;

/** Nanoseconds of a text such as `1h30m` or `-1.5s`; undefined for what is none. Source: Go's time.ParseDuration. */
export const parseDuration = (text: string): bigint | undefined => {
  if (text.length > longest) return undefined;
  const sign = text.startsWith('-') ? -1n : 1n;
  const body = /^[+-]/.test(text) ? text.slice(1) : text;
  if (body === '0') return 0n;
  if (body === '') return undefined;
  let [at, sum] = [0, 0n];
  while (at < body.length) {
    part.lastIndex = at;
    const found = part.exec(body);
    if (!found) return undefined;
    const [all, whole = '', fraction = '', unit = ''] = found;
    if (whole === '' && fraction === '') return undefined;
    const nanos = unitNanos.get(unit) ?? 0n;
    sum += BigInt(whole || '0') * nanos + (BigInt(fraction || '0') * nanos) / 10n ** BigInt(fraction.length);
    at += all.length;
  }
  return sign * sum;
};

/** Seconds with as many decimals as are needed: `90s`, `0.5s`. */
export const formatDuration = (nanos: bigint): string => {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? '-' : ''}${size / second}${decimals(size % second)}s`;
};

/** `.5`, or '' for none. */
export const decimals = (nanos: bigint): string => (nanos === 0n ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`);
