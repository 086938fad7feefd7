import { isList, isObject, type Json } from '../../../model/json.ts';
import { below, failure, type Mismatch, type Pattern, skippedWhole, withPlaces } from './mismatch.ts';

/** A list of a pattern: of maps and of scalars the first stands for every item, lists are compared one by one. */
export const compileItems = (patterns: readonly Json[], compile: (pattern: Json) => Pattern): Pattern => {
  const [first] = patterns;
  if (first === undefined) return () => failure('the list of the pattern is empty');
  if (isObject(first)) return listed(eachItem(compile(first)));
  if (!isList(first)) return listed(compile(first));
  const each = patterns.map((pattern) => compile(pattern));
  return listed((items, budget) => {
    if (!isList(items) || items.length < each.length) return failure(`there are fewer than ${each.length} items`);
    return allOf(each.map((matches, at) => () => below(at, matches(items[at], budget))));
  });
};

const listed =
  (matches: Pattern): Pattern =>
  (value, budget) =>
    isList(value) ? matches(value, budget) : failure('it is not a list');

const eachItem =
  (matches: Pattern): Pattern =>
  (items, budget) =>
    isList(items) ? allOf(items.map((item, at) => () => below(at, matches(item, budget)))) : null;

/** The first failure decides, and the others are told with it; where every item is none of the pattern's, the list is none either. */
const allOf = (checks: readonly (() => Mismatch)[]): Mismatch => {
  let skip: Mismatch = null;
  let failed: Mismatch = null;
  let asked = 0;
  for (const check of checks) {
    const mismatch = check();
    if (mismatch === null) asked += 1;
    else if (mismatch.kind === 'error') return failed ?? mismatch;
    else if (mismatch.kind === 'skip') skip ??= mismatch;
    else failed = failed ? withPlaces(failed, mismatch) : mismatch;
  }
  return failed ?? (asked === 0 && skip ? skippedWhole(skip) : null);
};
