import { fail } from '../value/signal.ts';
import type { CelTimestamp } from '../value/value.ts';
import { decimals, second } from './duration.ts';

const [earliest, latest] = [-62_135_596_800n * second, 253_402_300_800n * second - 1n];

export const timestampOf = (nanos: bigint): CelTimestamp =>
  nanos >= earliest && nanos <= latest ? { kind: 'timestamp', nanos } : fail('timestamp out of range');

const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Nanoseconds since 1970; undefined for what is no time of RFC 3339. */
export const parseTimestamp = (text: string): bigint | undefined => {
  const found = text.length <= 64 ? form.exec(text) : null;
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, secondOf = 0] = found.slice(1, 7).map(Number);
  const [, , , , , , , fraction = '', sign = '+', zoneHours = '0', zoneMinutes = '0'] = found;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, secondOf);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && secondOf < 60;
  if (!isReal || Number(zoneHours) > 23 || Number(zoneMinutes) > 59) return undefined;
  const away = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return BigInt(date.getTime() - away) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
};

/** In UTC, with as many decimals as are needed. */
export const formatTimestamp = (nanos: bigint): string => {
  const rest = ((nanos % second) + second) % second;
  const text = new Date(Number((nanos - rest) / 1_000_000n)).toISOString();
  return `${text.slice(0, -'.000Z'.length)}${decimals(rest)}Z`;
};
