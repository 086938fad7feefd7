import { daysIn, secondsOfCivil } from './civil.ts';
import { type Part, type Piece, piecesOf } from './layout.ts';
import type { Moment } from './moment.ts';

/** What has been read of a time. What is not written is the first of the year 0. */
type Read = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  readonly half: string;
  readonly offset: number;
};

const nothingRead: Read = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanosecond: 0, half: '', offset: 0 };

/** What a part looks like, and what it says. */
type Reader = readonly [RegExp, (text: string) => Partial<Read>];

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const shortMonths = months.map((month) => month.slice(0, 3));

const month: Reader[1] = (text) => ({ month: Number(text) });
const day: Reader[1] = (text) => ({ day: Number(text) });
const hour12: Reader[1] = (text) => ({ hour: Number(text) > 12 ? Number.NaN : Number(text) });
const minute: Reader[1] = (text) => ({ minute: Number(text) });
// A fraction of the second may be written where the layout has none.
const second: Reader = [/^\d\d?(?:[.,]\d+)?/, (text) => ({ second: Number.parseInt(text, 10), ...fraction(text.replace(/^\d+/, '')) })];
const fraction: Reader[1] = (text) => ({ nanosecond: Number(text.slice(1, 10).padEnd(9, '0')) });

const readers: { readonly [kind in Exclude<Part, 'fraction' | 'zone' | 'zone-or-z'>]: Reader } = {
  year: [/^\d{4}/, (text) => ({ year: Number(text) })],
  'short-year': [/^\d\d/, (text) => ({ year: Number(text) + (Number(text) < 69 ? 2000 : 1900) })],
  month: [/^\d\d?/, month],
  'padded-month': [/^\d\d/, month],
  'month-name': [namesOf(months), (text) => ({ month: months.indexOf(text.toLowerCase()) + 1 })],
  'short-month-name': [namesOf(shortMonths), (text) => ({ month: shortMonths.indexOf(text.toLowerCase()) + 1 })],
  day: [/^\d\d?/, day],
  'padded-day': [/^\d\d/, day],
  'spaced-day': [/^ ?\d\d?/, day],
  weekday: [/^(?:sun|mon|tues|wednes|thurs|fri|satur)day/i, () => ({})],
  'short-weekday': [/^(?:sun|mon|tue|wed|thu|fri|sat)/i, () => ({})],
  hour: [/^\d\d?/, (text) => ({ hour: Number(text) })],
  hour12: [/^\d\d?/, hour12],
  'padded-hour12': [/^\d\d/, hour12],
  minute: [/^\d\d?/, minute],
  'padded-minute': [/^\d\d/, minute],
  second,
  'padded-second': [/^\d\d(?:[.,]\d+)?/, second[1]],
  'optional-fraction': [/^(?:[.,]\d+)?/, (text) => (text === '' ? {} : fraction(text))],
  'half-day': [/^[AP]M/i, (text) => ({ half: text.toUpperCase() })],
  // The offset of a zone's short name depends on the place; Go takes one it does not know for UTC too.
  'zone-name': [/^[A-Z]{3,5}/, () => ({})],
};

/** The time that a text is by a layout of Go's; undefined when it is none. Source: Go, `time.Parse`. */
export const parseMoment = (layout: string, text: string): Moment | undefined => {
  let rest = text;
  let read: Read = nothingRead;
  const pieces = piecesOf(layout);
  if (!pieces || text.length > longest) return undefined;
  for (const [index, piece] of pieces.entries()) {
    const taken = piece.kind === 'text' ? literal(piece.text, rest) : part(piece, rest, pieces[index + 1]);
    if (!taken) return undefined;
    rest = rest.slice(taken.length);
    read = { ...read, ...taken.says };
  }
  return rest === '' ? momentOf(read) : undefined;
};

/** By RFC 3339. */
export const momentOf3339 = (text: string): Moment | undefined => parseMoment('2006-01-02T15:04:05Z07:00', text);

const longest = 200;

type Taken = { readonly length: number; readonly says: Partial<Read> };

/** A space stands for any number of them. */
const literal = (text: string, rest: string): Taken | undefined => {
  if (text === ' ') return { length: /^ */.exec(rest)?.[0].length ?? 0, says: {} };
  return rest.startsWith(text) ? { length: 1, says: {} } : undefined;
};

const part = (piece: Piece, rest: string, next: Piece | undefined): Taken | undefined => {
  const [pattern, says] = readerOf(piece, next);
  const text = pattern.exec(rest)?.[0];
  return text === undefined ? undefined : { length: text.length, says: says(text) };
};

const readerOf = ({ kind, text }: Piece, next: Piece | undefined): Reader => {
  switch (kind) {
    case 'text':
      return [/^/, () => ({})];
    case 'fraction':
      return [new RegExp(`^[.,]\\d{${text.length - 1}}`), fraction];
    case 'zone':
    case 'zone-or-z':
      return [zonePattern(text), (zone) => ({ offset: offsetOf(zone) })];
    case 'second':
    case 'padded-second': {
      const isFractionNext = next?.kind === 'fraction' || next?.kind === 'optional-fraction';
      return isFractionNext ? [kind === 'second' ? /^\d\d?/ : /^\d\d/, second[1]] : readers[kind];
    }
    default:
      return readers[kind];
  }
};

/** Written as the layout writes it: `+01:00` is not `+0100`. */
const zonePattern = (text: string): RegExp => {
  const separator = text.includes(':') ? ':' : '';
  const numbers = text.replace(/[^0-9]/g, '').length / 2 - 1;
  return new RegExp(`^(?:${text.startsWith('Z') ? 'Z|' : ''}[+-]\\d\\d(?:${separator}\\d\\d){${numbers}})`);
};

const offsetOf = (zone: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = (zone.match(/\d\d/g) ?? []).map(Number);
  if (hours > 24 || minutes > 60) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
};

const momentOf = (read: Read): Moment | undefined => {
  const { year, month, day, minute, second, nanosecond, half, offset } = read;
  const isAfternoon = half === 'PM' && read.hour < 12;
  const hour = half === 'AM' && read.hour === 12 ? 0 : read.hour + (isAfternoon ? 12 : 0);
  const isReal = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60;
  if (!isReal || Number.isNaN(offset)) return undefined;
  const seconds = secondsOfCivil({ year, month, day, hour, minute, second }) - offset;
  return { nanoseconds: BigInt(seconds) * 1_000_000_000n + BigInt(nanosecond), offset };
};

function namesOf(names: readonly string[]): RegExp {
  return new RegExp(`^(?:${names.join('|')})`, 'i');
}
