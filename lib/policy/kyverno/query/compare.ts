import type { Json } from '../../../model/json.ts';
import type { Budget } from '../scalar/budget.ts';
import { areEqual } from '../scalar/equal.ts';
import type { Comparison } from './node.ts';

/** Only numbers have an order; of all else `<` and its like are null. Source: the JMESPath specification, comparisons. */
export const compare = (comparison: Comparison, left: Json, right: Json, budget: Budget): boolean | null => {
  if (comparison === '==') return areEqual(left, right, budget);
  if (comparison === '!=') return !areEqual(left, right, budget);
  return typeof left === 'number' && typeof right === 'number' ? orders[comparison](left, right) : null;
};

const orders = {
  '<': (left: number, right: number) => left < right,
  '<=': (left: number, right: number) => left <= right,
  '>': (left: number, right: number) => left > right,
  '>=': (left: number, right: number) => left >= right,
};
