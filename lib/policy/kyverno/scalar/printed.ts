import { isList, isObject, type Json } from '../../../model/json.ts';
import type { Budget } from './budget.ts';
import { printedNumber } from './number-text.ts';
import { weigh } from './weigh.ts';

/**
 * A value as Go prints it: `map[a:1 b:[x y]]`, `<nil>`, `1e+06`; '' when that spends the budget. Source: Go, fmt's %v, by which Kyverno's conditions
 * compare what is no text.
 */
export const printed = (value: Json, budget: Budget): string => {
  if (typeof value === 'string') return value;
  return weigh(value, budget) ? print(value) : '';
};

const print = (value: Json): string => {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return printedNumber(value);
  if (isList(value)) return `[${value.map(print).join(' ')}]`;
  if (!isObject(value)) return String(value);
  return `map[${sortedEntries(value)
    .map(([key, member]) => `${key}:${print(member)}`)
    .join(' ')}]`;
};

/** A value as JSON, as Go writes it: keys sorted, `<`, `>` and `&` escaped; '' when that spends the budget. Source: Go, encoding/json's Marshal. */
export const jsonText = (value: Json, budget: Budget): string => (weigh(value, budget) ? json(value) : '');

const json = (value: Json): string => {
  if (typeof value === 'string') return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped);
  if (isList(value)) return `[${value.map(json).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${sortedEntries(value)
    .map(([key, member]) => `${json(key)}:${json(member)}`)
    .join(',')}}`;
};

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const sortedEntries = (value: { readonly [key: string]: Json }): [string, Json][] =>
  Object.entries(value).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
