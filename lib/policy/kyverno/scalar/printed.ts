import { isList, isObject, type Json } from '../../../model/json.ts';
import { printedNumber } from './number-text.ts';

/** A value as Go prints it: `map[a:1 b:[x y]]`, `<nil>`, `1e+06`. Source: Go, fmt's %v, by which Kyverno's conditions compare what is no text. */
export const printed = (value: Json): string => {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return printedNumber(value);
  if (isList(value)) return `[${value.map(printed).join(' ')}]`;
  if (!isObject(value)) return String(value);
  return `map[${sortedEntries(value)
    .map(([key, member]) => `${key}:${printed(member)}`)
    .join(' ')}]`;
};

/** A value as JSON, as Go writes it: keys sorted, `<`, `>` and `&` escaped. Source: Go, encoding/json's Marshal. */
export const jsonText = (value: Json): string => {
  if (typeof value === 'string') return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${sortedEntries(value)
    .map(([key, member]) => `${jsonText(key)}:${jsonText(member)}`)
    .join(',')}}`;
};

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const sortedEntries = (value: { readonly [key: string]: Json }): [string, Json][] =>
  Object.entries(value).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
