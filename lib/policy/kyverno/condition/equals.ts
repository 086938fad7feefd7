import { isList, isObject, type Json } from '../../../model/json.ts';
import type { Budget } from '../scalar/budget.ts';
import { areEqual } from '../scalar/equal.ts';
import { numberOf } from '../scalar/number-text.ts';
import { compareQuantities, quantityOf } from '../scalar/quantity.ts';
import { matchesWildcard } from '../scalar/wildcard.ts';
import { durationsOf } from './durations.ts';

/**
 * Whether a condition's key equals its value: as durations when one of them is a duration and the other one or a number of seconds, as quantities, by
 * wildcards of the value, or as they are. Undefined for a null key, which neither equals nor differs from anything. Source: Kyverno, EqualHandler.
 */
export const equals = (key: Json, value: Json, budget: Budget): boolean | undefined => {
  if (typeof key === 'string') return equalsText(key, value, budget);
  if (typeof key === 'number') return key === (typeof value === 'string' ? numberOf(value) : value);
  if (typeof key === 'boolean') return key === value;
  if (isList(key)) return isList(value) && areEqual(key, value, budget);
  return isObject(key) ? isObject(value) && areEqual(key, value, budget) : undefined;
};

const equalsText = (key: string, value: Json, budget: Budget): boolean => {
  const durations = durationsOf(key, value);
  if (durations) return durations.key === durations.value;
  if (typeof value !== 'string') return false;
  const quantity = quantityOf(key);
  if (!quantity) return matchesWildcard(value, key, budget);
  const wanted = quantityOf(value);
  return wanted !== undefined && compareQuantities(quantity, wanted) === 0;
};
