import { isList, type Json } from '../../../../model/json.ts';
import { valued } from '../../outcome.ts';
import { numberOf, shortNumber } from '../../scalar/number-text.ts';
import { jsonText } from '../../scalar/printed.ts';
import { anything } from './argument.ts';
import { define, type QueryFunction } from './define.ts';

export const typeFunctions: readonly QueryFunction[] = [
  define('type', [anything], ([value]) => valued(value === null ? 'null' : isList(value) ? 'array' : typeof value)),
  define('to_string', [anything], ([value], { budget }) => valued(typeof value === 'string' ? value : jsonText(value, budget))),
  define('to_number', [anything], ([value]) =>
    valued(typeof value === 'number' ? value : typeof value === 'string' ? (numberOf(value) ?? null) : null),
  ),
];

/** A number, a boolean or a string as text, undefined for all else. Source: Kyverno, ifaceToString: a number goes through 32 bits. */
export const asText = (value: Json): string | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return shortNumber(value);
  return typeof value === 'boolean' ? String(value) : undefined;
};
