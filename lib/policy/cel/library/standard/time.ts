import { second } from '../../time/duration.ts';
import { wallClock } from '../../time/zone.ts';
import type { CelTimestamp } from '../../value/value.ts';
import { duration, string, timestamp } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { binary, type CelFunction, member, type Overload, unary } from '../overload.ts';

const millisecond = 1_000_000n;

/** A field of a time: in UTC, or in the zone that is named. */
const field = (read: (wall: Date) => number): readonly Overload[] => {
  const of = ({ nanos }: CelTimestamp, zone: string): bigint => {
    const rest = ((nanos % millisecond) + millisecond) % millisecond;
    return BigInt(read(new Date(wallClock(Number((nanos - rest) / millisecond), zone))));
  };
  return [unary(timestamp, (value) => of(value, '')), binary(timestamp, string, of)];
};

const dayOfYear = (wall: Date): number => {
  const first = new Date(0);
  first.setUTCFullYear(wall.getUTCFullYear(), 0, 1);
  return Math.floor((wall.getTime() - first.getTime()) / 86_400_000);
};

const whole = (unit: bigint): Overload => unary(duration, ({ nanos }) => nanos / unit);

export const times: readonly CelFunction[] = [
  member('getFullYear', ...field((wall) => wall.getUTCFullYear())),
  member('getMonth', ...field((wall) => wall.getUTCMonth())),
  member('getDate', ...field((wall) => wall.getUTCDate())),
  member('getDayOfMonth', ...field((wall) => wall.getUTCDate() - 1)),
  member('getDayOfWeek', ...field((wall) => wall.getUTCDay())),
  member('getDayOfYear', ...field(dayOfYear)),
  member('getHours', ...field((wall) => wall.getUTCHours()), whole(3600n * second)),
  member('getMinutes', ...field((wall) => wall.getUTCMinutes()), whole(60n * second)),
  member('getSeconds', ...field((wall) => wall.getUTCSeconds()), whole(second)),
  member(
    'getMilliseconds',
    ...field((wall) => wall.getUTCMilliseconds()),
    unary(duration, ({ nanos }) => (nanos / millisecond) % 1000n),
  ),
];

/** Clusters count all milliseconds of a duration, where the specification has those that are left over from whole seconds. */
export const clusterTimes: CelLibrary = { functions: [member('getMilliseconds', whole(millisecond))] };
