import { isList, isObject, type Json } from '../../../model/json.ts';
import { type Budget, spend } from './budget.ts';

// No object of a cluster is as deep; a walk of a deeper one would need more stack than there is.
const deepest = 400;
const bytesOfStep = 64;

/**
 * Pays for a walk through all of a value, before it is walked without counting. Lists that hold one list twice, again and again, are small and take for
 * ever to walk: it stops when the budget is spent, which a value that is too deep does at once.
 */
export const weigh = (value: Json, budget: Budget, depth = 0): boolean => {
  if (typeof value === 'string') return spend(budget, 1 + Math.floor(value.length / bytesOfStep));
  if (depth > deepest) return spend(budget, Number.POSITIVE_INFINITY);
  if (!spend(budget)) return false;
  if (isList(value)) return value.every((item) => weigh(item, budget, depth + 1));
  if (!isObject(value)) return true;
  return Object.entries(value).every(([key, member]) => weigh(key, budget) && weigh(member, budget, depth + 1));
};
