import { isList, isObject, type Json } from '../../model/json.ts';
import { type Clock, instant } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

const secretName = /pass(word|wd|phrase)|secret|token|authori[sz]ation|cookie|credential|api[-_]?key|private[-_]?key|signature/i;
// Credentials inside a text: an authorization header's value, and user information in an address.
const authorization = /\b(Bearer|Basic)\s+[A-Za-z0-9+/._~=-]{8,}/gi;
const userInformation = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
const mask = '***';

const masked = (value: Json): Json => {
  if (typeof value === 'string') return value.replace(authorization, `$1 ${mask}`).replace(userInformation, `$1${mask}@`);
  if (isList(value)) return value.map(masked);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, secretName.test(name) ? mask : masked(member)]));
};

type Fields = { readonly [name: string]: Json | undefined };

/** One line of JSON an event. `write` gets the line with its end. */
export const jsonLinesLog = (clock: Clock, write: (line: string) => void): Log => {
  const line = (level: string, message: string, fields: Fields = {}): void => {
    const known = Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
    const safe = masked(known);
    write(`${JSON.stringify({ time: instant(clock), level, message, ...(isObject(safe) && safe) })}\n`);
  };
  return {
    info: (message, fields) => line('info', message, fields),
    error: (message, fields) => line('error', message, fields),
  };
};
