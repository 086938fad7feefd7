import type { Json } from '../../../model/json.ts';
import type { Budget } from '../scalar/budget.ts';
import { equals } from './equals.ts';
import { isMember } from './membership.ts';
import { isOldMember } from './old-membership.ts';
import { durationOrderOf, orderOf } from './order.ts';

/** Whether a condition's key stands to its value as the operator says. */
export type Operator = (key: Json, value: Json, budget: Budget) => boolean;

type Order = (key: Json, value: Json) => number | undefined;

const ordered =
  (orderBy: Order, holds: (order: number) => boolean): Operator =>
  (key, value) => {
    const order = orderBy(key, value);
    return order !== undefined && holds(order);
  };

const isEqual: Operator = (key, value, budget) => equals(key, value, budget) ?? false;
const isDifferent: Operator = (key, value, budget) => !(equals(key, value, budget) ?? true);
const isMore = (order: number): boolean => order > 0;
const isAtLeast = (order: number): boolean => order >= 0;
const isLess = (order: number): boolean => order < 0;
const isAtMost = (order: number): boolean => order <= 0;

const operators = new Map<string, Operator>([
  ['Equal', isEqual],
  ['Equals', isEqual],
  ['NotEqual', isDifferent],
  ['NotEquals', isDifferent],
  ['In', (key, value, budget) => isOldMember(true, key, value, budget)],
  ['NotIn', (key, value, budget) => isOldMember(false, key, value, budget)],
  ['AnyIn', (key, value, budget) => isMember('any-in', key, value, budget)],
  ['AllIn', (key, value, budget) => isMember('all-in', key, value, budget)],
  ['AnyNotIn', (key, value, budget) => isMember('any-not-in', key, value, budget)],
  ['AllNotIn', (key, value, budget) => isMember('all-not-in', key, value, budget)],
  ['GreaterThan', ordered(orderOf, isMore)],
  ['GreaterThanOrEquals', ordered(orderOf, isAtLeast)],
  ['LessThan', ordered(orderOf, isLess)],
  ['LessThanOrEquals', ordered(orderOf, isAtMost)],
  ['DurationGreaterThan', ordered(durationOrderOf, isMore)],
  ['DurationGreaterThanOrEquals', ordered(durationOrderOf, isAtLeast)],
  ['DurationLessThan', ordered(durationOrderOf, isLess)],
  ['DurationLessThanOrEquals', ordered(durationOrderOf, isAtMost)],
]);

export const operatorNames: readonly string[] = [...operators.keys()];

const byLowerName = new Map([...operators].map(([name, operator]) => [name.toLowerCase(), operator]));

/** By its name, upper and lower case alike; undefined for what is none. */
export const operatorNamed = (name: string): Operator | undefined => byLowerName.get(name.toLowerCase());
