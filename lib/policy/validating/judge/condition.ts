import type { CelBindings, CelBudget } from '../../cel/cel.ts';
import type { NamedProgram } from '../expression/program.ts';
import type { FailurePolicy } from './manner.ts';

export type Conditions =
  | { readonly kind: 'hold' }
  | { readonly kind: 'do-not-hold' }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** All must hold. One that does not decides, whatever the others end in. Source: kubernetes/apiserver, webhook/matchconditions/matcher.go. */
export const conditionsHold = (
  conditions: readonly NamedProgram[],
  bindings: CelBindings,
  budget: CelBudget,
  failurePolicy: FailurePolicy,
): Conditions => {
  const open: Conditions[] = [];
  for (const { name, program } of conditions) {
    const outcome = program.run(bindings, budget);
    if (outcome.kind === 'value' && outcome.value === true) continue;
    if (outcome.kind === 'value' && outcome.value === false) return { kind: 'do-not-hold' };
    if (outcome.kind === 'unknown') open.push(outcome);
    else open.push({ kind: 'error', message: `match condition ${name}: ${outcome.kind === 'error' ? outcome.message : 'it is no bool'}` });
  }
  const error = open.find(({ kind }) => kind === 'error');
  if (error) return failurePolicy === 'Ignore' ? { kind: 'do-not-hold' } : error;
  return open[0] ?? { kind: 'hold' };
};
