import { type CelBinding, type CelBudget, celBudget } from '../../cel/cel.ts';
import type { ExpressionSet } from '../expression/set.ts';
import type { Outcome } from '../outcome.ts';
import { withVariables } from '../scope/variable.ts';
import { annotationDecision } from './annotation.ts';
import { conditionsHold } from './condition.ts';
import type { Manner } from './manner.ts';
import { summaryOf } from './summary.ts';
import { type Decision, decide } from './validation.ts';

/** Whether the match conditions hold, then every validation, then the audit annotations. All share one budget. */
export const judgeSet = (
  set: ExpressionSet,
  named: Iterable<readonly [string, CelBinding]>,
  manner: Manner,
  budget: CelBudget = celBudget(),
): Outcome => {
  const bindings = withVariables(new Map(named), set.variables, budget);
  const match = conditionsHold(set.matchConditions, bindings, budget, manner.failurePolicy);
  switch (match.kind) {
    case 'do-not-hold':
      return { kind: 'skip', message: 'the match conditions do not hold' };
    case 'error':
      return { kind: manner.onError, message: match.message };
    case 'unknown':
      return { kind: 'not-evaluated', message: match.reason };
    case 'hold':
      return told(manner, [
        ...set.validations.map((validation) => decide(validation, bindings, budget, manner.notBool)),
        ...set.auditAnnotations.map((annotation) => annotationDecision(annotation, bindings, budget)),
      ]);
  }
};

const told = ({ onError }: Manner, decisions: readonly Decision[]): Outcome => {
  const summary = summaryOf(decisions);
  return summary.kind === 'error' ? { ...summary, kind: onError } : summary;
};
