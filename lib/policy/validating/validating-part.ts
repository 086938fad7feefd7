import type { JsonObject } from '../../model/json.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import { celBudgetWithin } from './allowed.ts';
import { check } from './document/check.ts';
import { type ValidatingPolicySpec, validatingPolicy } from './document/validating-policy.ts';
import { exceptionsFor } from './exception/except.ts';
import type { Exception } from './exception/exception.ts';
import { compileSet } from './expression/set.ts';
import type { Manner } from './judge/manner.ts';
import { judgeSet } from './judge/set.ts';
import type { Context } from './library/context.ts';
import { compileConstraint } from './match/constraint.ts';
import type { Outcome } from './outcome.ts';
import type { Problem } from './problem.ts';
import { admissionBindings } from './scope/admission.ts';
import { kyvernoBindings, kyvernoScope } from './scope/kyverno.ts';

/** A ValidatingPolicy as written, or once more for pod controllers. `ask` takes a request for one that it is about; `judge`: undefined for one that it is not. */
export type ValidatingPart = {
  readonly spec: ValidatingPolicySpec;
  ask(request: ForeignRequest, surroundings: ForeignSurroundings): Outcome;
  judge(request: ForeignRequest, surroundings: ForeignSurroundings): Outcome | undefined;
};

type Compiled =
  | { readonly kind: 'part'; readonly part: ValidatingPart }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** `around`: what the policy's own expressions see beside the request. */
export const compilePart = (document: JsonObject, exceptions: readonly Exception[], around: Omit<Context, 'surroundings'>): Compiled => {
  const checked = check(validatingPolicy, document);
  if (checked.kind === 'invalid') return checked;
  const { spec } = checked.document;
  const compiled = compileSet(spec, kyvernoScope((spec.variables ?? []).map(({ name }) => name)));
  if (compiled.kind === 'invalid') return compiled;
  const { set } = compiled;
  const constraint = compileConstraint(spec.matchConstraints ?? {});
  const failurePolicy = spec.failurePolicy ?? 'Fail';
  const manner: Manner = { failurePolicy, notBool: 'error', onError: 'error', ignored: 'ends' };
  const ask = (request: ForeignRequest, surroundings: ForeignSurroundings): Outcome => {
    const budget = celBudgetWithin(surroundings.allowance);
    const admission = new Map(admissionBindings(request, surroundings));
    const excepted = exceptionsFor(exceptions, admission, budget, failurePolicy, surroundings.now);
    if (excepted.kind === 'excepted') return excepted.outcome;
    const own = kyvernoBindings({ ...around, surroundings }, excepted.allowed);
    return judgeSet(set, request, (one) => [...admissionBindings(one, surroundings), ...own], manner, budget);
  };
  const judge = (request: ForeignRequest, surroundings: ForeignSurroundings): Outcome | undefined => {
    const match = constraint.matches(request, surroundings);
    if (match.kind === 'no-match') return undefined;
    return match.kind === 'unknown' ? { kind: 'not-evaluated', message: match.reason } : ask(request, surroundings);
  };
  return { kind: 'part', part: { spec, ask, judge } };
};
