import type { ForeignResult } from '../foreign/policy.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import { wholeOf } from './case.ts';
import type { Actions } from './document/action.ts';
import { type Judgement, notEvaluated } from './judgement.ts';
import { type Prepared, prepare } from './prepared.ts';
import type { Rule } from './rule.ts';
import { budgetOf, mostSteps } from './scalar/budget.ts';
import { scopeOf } from './scope.ts';

export type ActedRule = Rule & { readonly actions: Actions };

/** All rules of a policy about one request. `isOneEnough`: the first that says something of it is the last. */
export const judgeRules = (
  rules: readonly ActedRule[],
  isOneEnough: boolean,
  sent: ForeignRequest,
  surroundings: ForeignSurroundings,
): readonly ForeignResult[] => {
  const prepared = prepare(sent, surroundings);
  const results: ForeignResult[] = [];
  for (const rule of prepared ? rules : []) {
    const judgement = prepared && judgeRule(rule, prepared, surroundings);
    if (!judgement) continue;
    const { also = [], ...first } = judgement;
    const action = rule.actions.for(prepared.asked);
    const about = { rule: rule.written, ...(action !== rule.actions.standing && { action }) };
    results.push({ ...first, ...about }, ...also.map((each) => ({ kind: judgement.kind, ...each, ...about })));
    if (isOneEnough && (judgement.kind === 'pass' || judgement.kind === 'fail')) break;
  }
  return results;
};

const judgeRule = (rule: Rule, { request, object, asked }: Prepared, surroundings: ForeignSurroundings): Judgement | null => {
  const matched = rule.matches(asked);
  if (matched.kind === 'no') return null;
  if (matched.kind === 'unknown') return notEvaluated(matched.reason);
  const { allowance } = surroundings;
  const budget = budgetOf(Math.min(mostSteps, allowance.steps));
  const given = budget.steps;
  const judgement = rule.judge(
    { object, request, surroundings, scope: scopeOf(request, surroundings, budget), part: wholeOf(object), exempt: [] },
    asked,
  );
  allowance.steps -= given - budget.steps;
  return judgement;
};
