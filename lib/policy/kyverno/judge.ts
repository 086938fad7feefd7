import type { ForeignResult } from '../foreign/policy.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import { wholeOf } from './case.ts';
import type { Actions } from './document/action.ts';
import { type Judgement, notEvaluated } from './judgement.ts';
import { some } from './match/answer.ts';
import { type Prepared, prepare } from './prepared.ts';
import type { Rule } from './rule.ts';
import { budgetOf } from './scalar/budget.ts';
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
    const action = rule.actions.for(prepared.asked[0]);
    const about = { rule: rule.written, ...(action !== rule.actions.standing && { action }) };
    results.push({ ...first, ...about }, ...also.map((each) => ({ kind: judgement.kind, ...each, ...about })));
    if (isOneEnough && (judgement.kind === 'pass' || judgement.kind === 'fail')) break;
  }
  return results;
};

const judgeRule = (rule: Rule, { request, object, asked }: Prepared, surroundings: ForeignSurroundings): Judgement | null => {
  const matched = some(asked, rule.matches);
  if (matched.kind === 'no') return null;
  if (matched.kind === 'unknown') return notEvaluated(matched.reason);
  const scope = scopeOf(request, surroundings, budgetOf());
  return rule.judge({ object, request, surroundings, scope, part: wholeOf(object), exempt: [] }, asked[0]);
};
