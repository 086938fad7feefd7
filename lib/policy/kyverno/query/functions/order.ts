import type { Json } from '../../../../model/json.ts';
import { failed, type Outcome, valued } from '../../outcome.ts';
import { type Expression, expression, list, numbersOrTexts } from './argument.ts';
import { compareTexts } from './compare-texts.ts';
import { define, type QueryFunction } from './define.ts';

export const orderFunctions: readonly QueryFunction[] = [
  define('sort', [numbersOrTexts], ([values]) => valued(Array.from<number | string>(values).sort(compare))),
  define('max', [numbersOrTexts], ([values]) => valued(best<number | string>(values, (value) => value, 1))),
  define('min', [numbersOrTexts], ([values]) => valued(best<number | string>(values, (value) => value, -1))),
  define('sort_by', [list, expression], ([values, by]) =>
    ranked(values, by, (pairs) => pairs.sort((left, right) => compare(left.rank, right.rank)).map(({ value }) => value)),
  ),
  define('max_by', [list, expression], ([values, by]) => ranked(values, by, (pairs) => best(pairs, ({ rank }) => rank, 1)?.value ?? null)),
  define('min_by', [list, expression], ([values, by]) => ranked(values, by, (pairs) => best(pairs, ({ rank }) => rank, -1)?.value ?? null)),
];

type Ranked = { readonly value: Json; readonly rank: number | string };

/** All ranks are numbers, or all are strings; of a list of fewer than two none is asked for. */
const ranked = (values: readonly Json[], by: Expression, choose: (pairs: Ranked[]) => Json): Outcome => {
  if (values.length < 2) return valued(choose(values.map((value) => ({ value, rank: 0 }))));
  const pairs: Ranked[] = [];
  for (const value of values) {
    const rank = by(value);
    if (rank.kind !== 'value') return rank;
    if (typeof rank.value !== 'number' && typeof rank.value !== 'string') return failed('what is ordered by is neither number nor string');
    if (typeof rank.value !== typeof (pairs[0]?.rank ?? rank.value)) return failed('what is ordered by is not all numbers or all strings');
    pairs.push({ value, rank: rank.value });
  }
  return valued(choose(pairs));
};

/** The first of the greatest (1) or of the least (-1). */
const best = <Value>(values: readonly Value[], rank: (value: Value) => number | string, direction: 1 | -1): Value | null => {
  let found: Value | undefined;
  for (const value of values) if (found === undefined || compare(rank(value), rank(found)) * direction > 0) found = value;
  return found ?? null;
};

const compare = (left: number | string, right: number | string): number =>
  typeof left === 'string' && typeof right === 'string' ? compareTexts(left, right) : Number(left) - Number(right);
