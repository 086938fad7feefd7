import type { CelBindings, CelBudget } from '../../cel/cel.ts';
import type { NamedProgram } from '../expression/program.ts';
import type { Decision } from './validation.ts';

/** What an audit annotation comes to is for the cluster's audit log alone; that it comes to something, the policy depends on. */
export const annotationDecision = ({ name, program }: NamedProgram, bindings: CelBindings, budget: CelBudget): Decision => {
  const outcome = program.run(bindings, budget);
  if (outcome.kind === 'error') return { kind: 'error', message: `audit annotation ${name}: ${outcome.message}` };
  if (outcome.kind === 'value' && outcome.value !== null && typeof outcome.value !== 'string')
    return { kind: 'error', message: `audit annotation ${name}: it is neither text nor null` };
  return { kind: 'admit' };
};
