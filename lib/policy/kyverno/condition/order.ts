import type { Json } from '../../../model/json.ts';
import { durationOf, durationOfSeconds } from '../scalar/duration.ts';
import { numberOf } from '../scalar/number-text.ts';
import { compareQuantities, quantityOf } from '../scalar/quantity.ts';
import { compareSemvers, semverOf } from '../scalar/semver.ts';
import { durationsOf } from './durations.ts';

/**
 * Below, at or above 0 as a condition's key is less than, the same as or more than its value; undefined where they have no order. Tried as durations,
 * quantities, numbers and versions, in this order. Source: Kyverno, NumericOperatorHandler.
 */
export const orderOf = (key: Json, value: Json): number | undefined => {
  if (typeof key !== 'string' && typeof key !== 'number') return undefined;
  const durations = durationsOf(key, value);
  if (durations) return compare(durations.key, durations.value);
  if (typeof key === 'number') return numberOrder(key, value);
  const quantity = quantityOf(key);
  const wanted = quantity && typeof value === 'string' ? quantityOf(value) : undefined;
  if (quantity && wanted) return compareQuantities(quantity, wanted);
  const number = numberOf(key);
  if (number !== undefined) return orderOf(number, value);
  const version = semverOf(key);
  const other = version && typeof value === 'string' ? semverOf(value) : undefined;
  return version && other && compareSemvers(version, other);
};

/** The order of the deprecated `Duration…` operators, which take nothing but durations and numbers of seconds. Source: Kyverno, DurationOperatorHandler. */
export const durationOrderOf = (key: Json, value: Json): number | undefined => {
  const [left, right] = [key, value].map((each) =>
    typeof each === 'number' ? durationOfSeconds(each) : typeof each === 'string' ? durationOf(each) : undefined,
  );
  return left === undefined || right === undefined ? undefined : compare(left, right);
};

const numberOrder = (key: number, value: Json): number | undefined => {
  const number = typeof value === 'string' ? numberOf(value) : value;
  return typeof number === 'number' ? compare(key, number) : undefined;
};

const compare = <Value extends number | bigint>(left: Value, right: Value): number => (left < right ? -1 : left > right ? 1 : 0);
