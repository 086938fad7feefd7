import { failed, type Outcome, valued } from '../../outcome.ts';
import { type Duration, durationOf, durationText } from '../../scalar/duration.ts';
import { between, civilOf, later, type Moment, momentOfMilliseconds, momentText, truncated } from '../../scalar/moment.ts';
import { wholeNumberOf } from '../../scalar/number-text.ts';
import { momentOf3339, parseMoment } from '../../scalar/parse-moment.ts';
import { type Parameter, text } from './argument.ts';
import { define, type QueryFunction } from './define.ts';

const moment: Parameter<Moment> = {
  expects: 'a time by RFC 3339',
  take: (argument) => (argument.kind === 'json' && typeof argument.value === 'string' ? momentOf3339(argument.value) : undefined),
};

const duration: Parameter<Duration> = {
  expects: 'a duration',
  take: (argument) => (argument.kind === 'json' && typeof argument.value === 'string' ? durationOf(argument.value) : undefined),
};

export const timeFunctions: readonly QueryFunction[] = [
  // The clock of the judgement; its zone is UTC, for a verdict may not depend on the machine.
  define('time_now', [], (_, { now }) => written(momentOfMilliseconds(now))),
  define('time_now_utc', [], (_, { now }) => written(momentOfMilliseconds(now))),
  define('time_since', [text, text, text], ([layout, from, to], { now }) => {
    const read = (value: string): Moment | undefined => (layout === '' ? momentOf3339(value) : parseMoment(layout, value));
    const start = read(from);
    const end = to === '' ? momentOfMilliseconds(now) : read(to);
    return start && end ? valued(durationText(between(start, end))) : notOfLayout('time_since');
  }),
  define('time_parse', [text, text], ([layout, value]) => {
    if (wholeNumberOf(layout) === undefined) {
      const parsed = parseMoment(layout, value);
      return parsed ? written(parsed) : notOfLayout('time_parse');
    }
    const seconds = wholeNumberOf(value);
    return seconds === undefined ? notOfLayout('time_parse') : written({ nanoseconds: seconds * 1_000_000_000n, offset: 0 });
  }),
  define('time_utc', [moment], ([time]) => written({ ...time, offset: 0 })),
  define('time_add', [moment, duration], ([time, by]) => written(later(time, by))),
  define('time_truncate', [moment, duration], ([time, to]) => written(truncated(time, to))),
  define('time_diff', [moment, moment], ([from, to]) => valued(durationText(between(from, to)))),
  define('time_before', [moment, moment], ([time, other]) => valued(time.nanoseconds < other.nanoseconds)),
  define('time_after', [moment, moment], ([time, other]) => valued(time.nanoseconds > other.nanoseconds)),
  define('time_between', [moment, moment, moment], ([time, start, end]) =>
    valued(time.nanoseconds > start.nanoseconds && time.nanoseconds < end.nanoseconds),
  ),
  define('time_to_cron', [moment], ([time]) => {
    const { minute, hour, day, month, weekday } = civilOf(time);
    return valued([minute, hour, day, month, weekday].join(' '));
  }),
];

const written = (time: Moment): Outcome => {
  const made = momentText(time);
  return made === undefined ? failed('the time is not within the years 0 to 9999') : valued(made);
};

const notOfLayout = (name: string): Outcome => failed(`${name}: the text is no time of that layout`);
