import { isList, isObject, type Json, memberOf } from '../../../model/json.ts';
import { type Budget, spend } from './budget.ts';

// As deep as `weigh` goes.
const deepest = 400;

/** Whether two values are the same, members in any order. Each pair compared is a step; a spent budget, or too deep a value, makes it false. */
export const areEqual = (left: Json, right: Json, budget: Budget, depth = 0): boolean => {
  if (left === right) return true;
  if (!spend(budget, depth > deepest ? Number.POSITIVE_INFINITY : 1)) return false;
  if (isList(left)) {
    return (
      isList(right) && left.length === right.length && left.every((item, index) => areEqual(item, right[index] ?? null, budget, depth + 1))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => {
    const other = memberOf(right, key);
    return other !== undefined && areEqual(left[key] ?? null, other, budget, depth + 1);
  });
};
