import type { ForeignResult } from '../foreign/policy.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import { wholeOf } from './case.ts';
import type { Actions } from './document/action.ts';
import { askedOf } from './match/asked.ts';
import { inNamespace } from './request.ts';
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
  const object = inNamespace(sent.object, sent.namespace);
  const oldObject = inNamespace(sent.oldObject, sent.namespace);
  const request = { ...sent, object, oldObject };
  const subject = object ?? oldObject;
  if (!subject) return [];
  const asked = [object, oldObject].flatMap((each) => (each ? [askedOf(each, request, surroundings)] : []));
  const results: ForeignResult[] = [];
  for (const rule of rules) {
    const scope = scopeOf(request, surroundings, budgetOf());
    const judgement = rule.judge({ object: subject, request, surroundings, scope, part: wholeOf(subject), exempt: [] }, asked);
    if (!judgement) continue;
    const action = asked[0] ? rule.actions.for(asked[0]) : rule.actions.standing;
    results.push({ ...judgement, rule: rule.written, ...(action !== rule.actions.standing && { action }) });
    if (isOneEnough && (judgement.kind === 'pass' || judgement.kind === 'fail')) break;
  }
  return results;
};
