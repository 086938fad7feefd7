import { fail } from '../value/signal.ts';

const offset = /^([+-]?)(\d\d):(\d\d)$/;

/** Milliseconds whose UTC fields are the fields of the instant in a zone: an IANA name or `+01:00`. Throws the signal of an error for no zone. */
export const wallClock = (milliseconds: number, zone: string): number => {
  if (zone === '' || zone === 'UTC') return milliseconds;
  const found = offset.exec(zone);
  if (found) {
    const [, sign, hours, minutes] = found;
    return milliseconds + (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  }
  return wallClockOf(milliseconds, formatOf(zone));
};

// A formatter costs a hundred microseconds to make, and its name may be written in many cases.
const mostKept = 100;
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const before = formats.get(zone);
  if (before) return before;
  const format = makeFormat(zone) ?? fail(`unknown time zone ${zone.slice(0, 100)}`);
  if (formats.size >= mostKept) formats.clear();
  formats.set(zone, format);
  return format;
};

const makeFormat = (timeZone: string): Intl.DateTimeFormat | undefined => {
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(timeZone)) return undefined;
  const numeric = 'numeric';
  const fields = {
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
    hourCycle: 'h23',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, era: 'short', ...fields });
  } catch {
    return undefined;
  }
};

const wallClockOf = (milliseconds: number, format: Intl.DateTimeFormat): number => {
  const parts = new Map(format.formatToParts(milliseconds).map(({ type, value }) => [type, value]));
  const field = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name));
  const year = parts.get('era') === 'BC' ? 1 - field('year') : field('year');
  const wall = new Date(0);
  wall.setUTCFullYear(year, field('month') - 1, field('day'));
  return wall.setUTCHours(field('hour'), field('minute'), field('second'), ((milliseconds % 1000) + 1000) % 1000);
};
