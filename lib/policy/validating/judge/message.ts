import type { CelBindings, CelBudget } from '../../cel/cel.ts';
import type { Validation } from '../expression/set.ts';

// Source: kubernetes/apiserver, pkg/cel/limits.go: MaxEvaluatedMessageExpressionSizeBytes.
const longest = 5_120;

/** What a validation that does not hold says: its messageExpression where that has a text, else its message, else itself. */
export const messageOf = ({ source, message, messageProgram }: Validation, bindings: CelBindings, budget: CelBudget): string => {
  const made = messageProgram?.run(bindings, budget);
  const text = made?.kind === 'value' && typeof made.value === 'string' ? made.value.trim() : '';
  return (text || message || `failed expression: ${source}`).slice(0, longest);
};
