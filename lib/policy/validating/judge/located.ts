import { type CelBudget, celBudget } from '../../cel/cel.ts';
import type { ForeignRequest } from '../../foreign/request.ts';
import type { Outcome } from '../outcome.ts';
import { culpritIn } from './culprit.ts';

/** An outcome with the container that it is about, in place of what its expression asks about. All tries to find it share one budget, so that none costs more than judging twice. */
export const located = (request: ForeignRequest, judge: (request: ForeignRequest, budget: CelBudget) => Outcome): Outcome => {
  const outcome = judge(request, celBudget());
  if (outcome.kind !== 'fail' || request.object === null) return outcome;
  const budget = celBudget();
  const pointer = culpritIn(request.object, (object) => judge({ ...request, object }, budget).kind === 'fail' && budget.left > 0);
  return pointer === undefined ? outcome : { ...outcome, pointer };
};
