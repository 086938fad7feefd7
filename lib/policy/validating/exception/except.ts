import type { CelBindings, CelBudget } from '../../cel/cel.ts';
import { conditionsHold } from '../judge/condition.ts';
import type { FailurePolicy } from '../judge/manner.ts';
import type { Outcome } from '../outcome.ts';
import type { Allowed } from '../scope/kyverno.ts';
import type { Exception } from './exception.ts';

/** `excepted`: the policy is not asked. `asked`: it is, and told what the exceptions allow. */
export type Exceptions = { readonly kind: 'excepted'; readonly outcome: Outcome } | { readonly kind: 'asked'; readonly allowed: Allowed };

/** Exceptions that hold for a request. Only where none of them allows something by name, the request is out. Source: kyverno 111e07bb, vpol/compiler/policy.go. */
export const exceptionsFor = (
  exceptions: readonly Exception[],
  bindings: CelBindings,
  budget: CelBudget,
  failurePolicy: FailurePolicy,
  now: number,
): Exceptions => {
  const held: Exception[] = [];
  for (const exception of exceptions) {
    if (exception.until !== null && exception.until <= now) continue;
    const conditions = conditionsHold(exception.matchConditions, bindings, budget, failurePolicy);
    if (conditions.kind === 'hold') held.push(exception);
    if (conditions.kind === 'error') return out('error', `exception ${exception.name}: ${conditions.message}`);
    if (conditions.kind === 'unknown') return out('not-evaluated', `exception ${exception.name}: ${conditions.reason}`);
  }
  const allowed = { images: held.flatMap(({ images }) => images), values: held.flatMap(({ values }) => values) };
  if (held.length === 0 || allowed.images.length + allowed.values.length > 0) return { kind: 'asked', allowed };
  return out(held[0]?.result ?? 'skip', `excepted by ${held.map(({ name }) => name).join(', ')}`);
};

const out = (kind: Outcome['kind'], message: string): Exceptions => ({ kind: 'excepted', outcome: { kind, message } });
