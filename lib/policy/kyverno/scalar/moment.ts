import { civilOfSeconds } from './civil.ts';
import type { Duration } from './duration.ts';

/** A point in time in nanoseconds since 1970, with the zone it was written in, in seconds east of UTC. */
export type Moment = { readonly nanoseconds: bigint; readonly offset: number };

const second = 1_000_000_000n;
const largest = 2n ** 63n - 1n;
/** Seconds from the first day of the year 1 to 1970. */
const sinceYearOne = 62_135_596_800n;

export const momentOfMilliseconds = (milliseconds: number): Moment => ({
  nanoseconds: BigInt(Math.trunc(milliseconds)) * 1_000_000n,
  offset: 0,
});

/** By RFC 3339, whole seconds; undefined outside the years 0 to 9999, which it cannot write. */
export const momentText = (moment: Moment): string | undefined => {
  const { year, month, day, hour, minute, second: seconds } = civilOf(moment);
  if (!(year >= 0 && year <= 9999)) return undefined;
  const date = [String(year).padStart(4, '0'), two(month), two(day)].join('-');
  return `${date}T${two(hour)}:${two(minute)}:${two(seconds)}${zoneText(moment.offset)}`;
};

/** In the zone that it was written in. */
export const civilOf = ({ nanoseconds, offset }: Moment) => civilOfSeconds(Number(floor(nanoseconds, second)) + offset);

/** What lies between, at most what 64 bits take. */
export const between = (from: Moment, to: Moment): Duration => {
  const difference = to.nanoseconds - from.nanoseconds;
  if (difference > largest) return largest;
  return difference < -largest - 1n ? -largest - 1n : difference;
};

export const later = (moment: Moment, by: Duration): Moment => ({ ...moment, nanoseconds: moment.nanoseconds + by });

/** Back to a multiple of the duration since the year 1. Source: Go, `Time.Truncate`. */
export const truncated = (moment: Moment, to: Duration): Moment => {
  if (to <= 0n) return moment;
  const since = moment.nanoseconds + sinceYearOne * second;
  return { ...moment, nanoseconds: floor(since, to) * to - sinceYearOne * second };
};

const floor = (value: bigint, by: bigint): bigint => {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
};

const zoneText = (offset: number): string => {
  if (offset === 0) return 'Z';
  const minutes = Math.trunc(Math.abs(offset) / 60);
  return `${offset < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
};

const two = (value: number): string => String(value).padStart(2, '0');
