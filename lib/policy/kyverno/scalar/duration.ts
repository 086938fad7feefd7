/** Nanoseconds, as Go's `time.Duration`: a 64-bit integer. */
export type Duration = bigint;

const units = new Map<string, bigint>([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const form = /^(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const part = /([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)/g;
const largest = 2n ** 63n;
const longest = 100;

/** `1h30m`, `-1.5s`, `0`, `100ms`; undefined when it is none. No days, no number without a unit but 0. Source: Go, `time.ParseDuration`. */
export const durationOf = (text: string): Duration | undefined => {
  if (text.length > longest) return undefined;
  const sign = text.startsWith('-') ? -1n : 1n;
  const rest = /^[-+]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0n;
  if (!form.test(rest)) return undefined;
  let sum = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of rest.matchAll(part)) {
    const factor = units.get(unit) ?? 0n;
    sum += BigInt(whole || '0') * factor + (BigInt(fraction || '0') * factor) / 10n ** BigInt(fraction.length);
  }
  return sum > largest || (sum === largest && sign > 0n) ? undefined : sign * sum;
};

/** As Go writes it: `1h30m0s`, `1.5s`, `200ms`, `0s`. Source: Go, `Duration.String`. */
export const durationText = (duration: Duration): string => {
  const sign = duration < 0n ? '-' : '';
  const size = duration < 0n ? -duration : duration;
  if (size === 0n) return '0s';
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  return `${sign}${hours === 0n ? '' : `${hours}h`}${minutes % 60n}m${seconds}`;
};

/** Seconds as a number, as Go's `Duration.Seconds`. */
export const secondsOf = (duration: Duration): number => Number(duration / 1_000_000_000n) + Number(duration % 1_000_000_000n) / 1e9;

/** Whole seconds as a duration; what stands behind the point is cut off, as Go's conversion does. */
export const durationOfSeconds = (seconds: number): Duration =>
  Number.isFinite(seconds) ? BigInt.asIntN(64, BigInt(Math.trunc(seconds)) * 1_000_000_000n) : 0n;

const decimal = (value: bigint, places: number): string => {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, -places) : `${digits.slice(0, -places)}.${fraction}`;
};
