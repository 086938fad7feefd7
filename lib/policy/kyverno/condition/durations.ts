import type { Json } from '../../../model/json.ts';
import { type Duration, durationOf, durationOfSeconds } from '../scalar/duration.ts';

/** A key and a value as durations; undefined unless one of them is a duration's text and the other one too, or a number of seconds. */
export const durationsOf = (key: Json, value: Json): { readonly key: Duration; readonly value: Duration } | undefined => {
  const written = { key: writtenDuration(key), value: writtenDuration(value) };
  if (written.key === undefined && written.value === undefined) return undefined;
  const durations = { key: written.key ?? secondsAs(key), value: written.value ?? secondsAs(value) };
  return durations.key === undefined || durations.value === undefined ? undefined : { key: durations.key, value: durations.value };
};

/** `"0"` is a number to a condition. */
const writtenDuration = (value: Json): Duration | undefined => (typeof value === 'string' && value !== '0' ? durationOf(value) : undefined);

const secondsAs = (value: Json): Duration | undefined => (typeof value === 'number' ? durationOfSeconds(value) : undefined);
