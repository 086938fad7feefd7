import type { Json } from '../../../lib/model/json.ts';
import {
  type CelBindings,
  type CelOutcome,
  type CelScope,
  type CelValue,
  celBudget,
  compileCel,
  fromCel,
  kubernetesScope,
} from '../../../lib/policy/cel/cel.ts';

/** The outcome of an expression, or what is wrong with its source. */
export const outcomeOf = (source: string, bindings: CelBindings = new Map(), scope: CelScope = scopeFor(bindings)): CelOutcome => {
  const compiled = compileCel(source, scope);
  return compiled.kind === 'program' ? compiled.program.run(bindings, celBudget()) : { kind: 'error', message: compiled.message };
};

const scopeFor = (bindings: CelBindings): CelScope => kubernetesScope({ variables: bindings.keys() });

/** The value as JSON; the message of an error and the reason of an unknown, marked as such. */
export const shown = (source: string, bindings?: CelBindings, scope?: CelScope): Json => {
  const outcome = outcomeOf(source, bindings, scope);
  if (outcome.kind === 'value') return isOpaque(outcome.value) ? { type: outcome.value.type } : fromCel(outcome.value);
  return outcome.kind === 'error' ? { error: outcome.message } : { unknown: outcome.reason };
};

const isOpaque = (value: CelValue): value is Extract<CelValue, { kind: 'opaque' }> => typeof value === 'object' && value?.kind === 'opaque';
