import { duration, timestamp } from '../../cel/library/kind.ts';
import { binary, type CelFunction, global, member, unary } from '../../cel/library/overload.ts';
import { fail } from '../../cel/value/signal.ts';
import type { CelDuration, CelTimestamp, CelValue } from '../../cel/value/value.ts';
import { contexts } from './context.ts';

const nanosInMilli = 1_000_000n;
/** From year 1, which Go's Truncate counts from, to 1970. Source: Go, package time. */
const nanosBefore1970 = 62_135_596_800_000_000_000n;

const truncated = ({ nanos }: CelTimestamp, step: CelDuration): CelValue => {
  if (step.nanos <= 0n) return { kind: 'timestamp', nanos };
  return { kind: 'timestamp', nanos: nanos - ((nanos + nanosBefore1970) % step.nanos) };
};

const cronOf = ({ nanos }: CelTimestamp): string => {
  const time = new Date(Number(nanos / nanosInMilli));
  if (Number.isNaN(time.getTime())) return fail('the time cannot be a schedule');
  return [time.getUTCMinutes(), time.getUTCHours(), time.getUTCDate(), time.getUTCMonth() + 1, time.getUTCDay()].join(' ');
};

/** `time.now()`, `time.truncate(time, step)` and `time.toCron(time)`. Source: kyverno/sdk, cel/libs/time. */
export const timeLibrary: readonly CelFunction[] = [
  member(
    'now',
    unary(contexts.time.kind, ({ surroundings }) => ({ kind: 'timestamp', nanos: BigInt(Math.floor(surroundings.now)) * nanosInMilli })),
  ),
  global('time.truncate', binary(timestamp, duration, truncated)),
  global('time.toCron', unary(timestamp, cronOf)),
];
