import type { CelBindings, CelBudget } from '../../cel/cel.ts';
import type { Validation } from '../expression/set.ts';
import type { Manner } from './manner.ts';
import { messageOf } from './message.ts';

/** What one validation says. `deny`: it does not hold. */
export type Decision =
  | { readonly kind: 'admit' }
  | { readonly kind: 'deny'; readonly message: string; readonly validation: Validation }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export const decide = (validation: Validation, bindings: CelBindings, budget: CelBudget, notBool: Manner['notBool']): Decision => {
  const outcome = validation.program.run(bindings, budget);
  if (outcome.kind === 'unknown') return outcome;
  if (outcome.kind === 'error')
    return { kind: 'error', message: `expression '${validation.source}' resulted in error: ${outcome.message}` };
  if (outcome.value === true) return { kind: 'admit' };
  if (outcome.value !== false && notBool === 'error') return { kind: 'error', message: `expression '${validation.source}' is no bool` };
  return { kind: 'deny', message: messageOf(validation, bindings, budget), validation };
};
