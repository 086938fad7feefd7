import type { CelBinding, CelBindings, CelBudget } from '../../cel/cel.ts';
import type { ForeignRequest } from '../../foreign/request.ts';
import type { ExpressionSet } from '../expression/set.ts';
import type { Outcome } from '../outcome.ts';
import { withVariables } from '../scope/variable.ts';
import { annotationDecision } from './annotation.ts';
import { conditionsHold } from './condition.ts';
import type { Manner } from './manner.ts';
import { placeOf } from './place.ts';
import { summaryOf } from './summary.ts';
import { decide } from './validation.ts';

/** What expressions may name beside the policy's own variables, for a request. */
export type Bind = (request: ForeignRequest) => Iterable<readonly [string, CelBinding]>;

/** Whether the match conditions hold, then every validation, then the audit annotations. All share one budget. */
export const judgeSet = (set: ExpressionSet, request: ForeignRequest, bind: Bind, manner: Manner, budget: CelBudget): Outcome => {
  const bound = (one: ForeignRequest): CelBindings => withVariables(new Map(bind(one)), set.variables, budget);
  const bindings = bound(request);
  const match = conditionsHold(set.matchConditions, bindings, budget, manner.failurePolicy);
  switch (match.kind) {
    case 'do-not-hold':
      return { kind: 'skip', message: 'the match conditions do not hold' };
    case 'error':
      return { kind: manner.onError, message: match.message };
    case 'unknown':
      return { kind: 'not-evaluated', message: match.reason };
    case 'hold':
      break;
  }
  const decisions = [
    ...set.validations.map((validation) => decide(validation, bindings, budget, manner.notBool)),
    ...set.auditAnnotations.map((annotation) => annotationDecision(annotation, bindings, budget)),
  ];
  const { outcome, denied } = summaryOf(decisions, manner);
  if (outcome.kind === 'error') return { ...outcome, kind: manner.onError };
  const pointer = denied && placeOf(denied, request, bound, budget);
  return pointer === undefined ? outcome : { ...outcome, pointer };
};
