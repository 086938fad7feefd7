import type { JsonObject } from '../../model/json.ts';
import { aboutPolicy } from '../foreign/about.ts';
import type { ForeignResult } from '../foreign/policy.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import { actionsFrom } from './action.ts';
import { type Bound, boundBy, unbound } from './bound.ts';
import type { CompiledPolicy } from './compiled.ts';
import { type AdmissionPolicyBinding, admissionPolicy } from './document/admission-policy.ts';
import { check } from './document/check.ts';
import { compileSet } from './expression/set.ts';
import type { FailurePolicy, Manner } from './judge/manner.ts';
import { judgeWithParams } from './judge/param.ts';
import { worstOf } from './judge/worst.ts';
import { compileConstraint } from './match/constraint.ts';
import type { Outcome } from './outcome.ts';
import { admissionScope } from './scope/kubernetes.ts';

/**
 * ValidatingAdmissionPolicy with those bindings of all that name it. A cluster does nothing with one that no binding names; here it is judged as if it were bound to
 * everything, and denies. Of bindings with several actions the strongest that refuses decides.
 */
export const compileAdmissionPolicy = (
  document: JsonObject,
  all: readonly AdmissionPolicyBinding[],
  supplied: readonly JsonObject[],
): CompiledPolicy => {
  const checked = check(admissionPolicy, document);
  if (checked.kind === 'invalid') return checked;
  const { spec } = checked.document;
  const own = (spec.variables ?? []).map(({ name }) => name);
  const compiled = compileSet(spec, admissionScope(own, Boolean(spec.paramKind)));
  if (compiled.kind === 'invalid') return compiled;
  const about = aboutPolicy(document);
  const named = all.filter((binding) => binding.spec.policyName === about.name).map((binding) => boundBy(binding, spec.paramKind));
  const groups = actionsFrom(named.length > 0 ? named : [unbound(spec.paramKind)]);
  const strongest = groups[0]?.action ?? 'enforce';
  const constraint = compileConstraint(spec.matchConstraints);
  const failurePolicy = spec.failurePolicy ?? 'Fail';
  const manner: Manner = { failurePolicy, notBool: 'deny', onError: 'error', ignored: 'passed-over' };
  const ask = (
    { constraint: where, source, open }: Bound,
    request: ForeignRequest,
    surroundings: ForeignSurroundings,
  ): readonly Outcome[] => {
    const match = where?.matches(request, surroundings) ?? { kind: 'match' };
    if (match.kind === 'no-match') return [];
    if (match.kind === 'unknown') return [{ kind: 'not-evaluated', message: match.reason }];
    if (open !== undefined) return [{ kind: 'not-evaluated', message: open }];
    return [judgeWithParams(compiled.set, source, supplied, manner, request, surroundings)];
  };
  const judge = (request: ForeignRequest, surroundings: ForeignSurroundings): readonly ForeignResult[] => {
    const match = constraint.matches(request, surroundings);
    if (match.kind === 'no-match') return [];
    if (match.kind === 'unknown') return [{ rule: about.name, kind: 'not-evaluated', message: match.reason }];
    const results = groups.flatMap(({ action, members }): ForeignResult[] => {
      const outcome = worstOf(members.flatMap((one) => ask(one, request, surroundings)));
      return outcome ? [{ rule: about.name, ...outcome, ...(action !== strongest && { action }) }] : [];
    });
    return decisive(results, failurePolicy);
  };
  const rules = [{ name: about.name, action: strongest, failsClosed: failurePolicy === 'Fail' }];
  return { kind: 'policy', policy: { engine: 'kubernetes', ...about, isOneRule: true, rules, judge } };
};

/** Of the results by action, the strongest first: the first that refuses, and what is not known of a stronger one. */
const decisive = (results: readonly ForeignResult[], failurePolicy: FailurePolicy): readonly ForeignResult[] => {
  const at = results.findIndex(({ kind }) => kind === 'fail' || (kind === 'error' && failurePolicy === 'Fail'));
  const refusal = results[at];
  if (refusal) return [...results.slice(0, at).filter(({ kind }) => kind === 'not-evaluated'), refusal];
  const worst = worstOf(results);
  return worst ? [worst] : [];
};
