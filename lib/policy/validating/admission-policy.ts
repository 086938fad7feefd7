import type { JsonObject } from '../../model/json.ts';
import { aboutPolicy } from '../foreign/about.ts';
import type { ForeignAction } from '../foreign/policy.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import { strongestAction } from './action.ts';
import type { CompiledPolicy } from './compiled.ts';
import { type AdmissionPolicyBinding, admissionPolicy } from './document/admission-policy.ts';
import { check } from './document/check.ts';
import type { ParamKind } from './document/param.ts';
import { compileSet, type ExpressionSet } from './expression/set.ts';
import { located } from './judge/located.ts';
import type { Manner } from './judge/manner.ts';
import { judgeWithParams } from './judge/param.ts';
import { worstOf } from './judge/worst.ts';
import { type Constraint, compileConstraint } from './match/constraint.ts';
import type { Outcome } from './outcome.ts';
import type { ParamSource } from './param/param.ts';
import { admissionScope } from './scope/kubernetes.ts';

/**
 * ValidatingAdmissionPolicy with the bindings that name it. A cluster does nothing with one that no binding names; here it is judged as if it were bound to everything, and
 * denies. Bindings whose actions differ are rules of their own: the strongest action's has the policy's name, others that of their action.
 */
export const compileAdmissionPolicy = (
  document: JsonObject,
  all: readonly AdmissionPolicyBinding[],
  supplied: readonly JsonObject[],
): CompiledPolicy => {
  const checked = check(admissionPolicy, document);
  if (checked.kind === 'invalid') return checked;
  const { spec } = checked.document;
  const scope = admissionScope(
    (spec.variables ?? []).map(({ name }) => name),
    Boolean(spec.paramKind),
  );
  const compiled = compileSet(spec, scope);
  if (compiled.kind === 'invalid') return compiled;
  const about = aboutPolicy(document);
  const bindings = all.filter((binding) => binding.spec.policyName === about.name);
  const constraint = compileConstraint(spec.matchConstraints);
  const rules = rulesOf(about.name, bindings.length > 0 ? bindings.map((binding) => bound(binding, spec.paramKind)) : [unbound]);
  const failurePolicy = spec.failurePolicy ?? 'Fail';
  const ask = asking(compiled.set, supplied, { failurePolicy, notBool: 'deny', onError: 'error' });
  return {
    kind: 'policy',
    policy: {
      engine: 'kubernetes',
      ...about,
      rules: rules.map(({ name, action }) => ({ name, action, failsClosed: failurePolicy === 'Fail' })),
      judge: (request, surroundings) => {
        const match = constraint.matches(request, surroundings);
        if (match.kind === 'no-match') return [];
        return rules.flatMap(({ name, bound: some }) => {
          const outcome =
            match.kind === 'unknown' ? unknown(match.reason) : worstOf(some.flatMap((one) => ask(one, request, surroundings)));
          return outcome ? [{ rule: name, ...outcome }] : [];
        });
      },
    },
  };
};

const unknown = (message: string): Outcome => ({ kind: 'not-evaluated', message });

/** `constraint` null: bound to all that the policy is about. */
type Bound = { readonly constraint: Constraint | null; readonly action: ForeignAction; readonly source: ParamSource | null };

const unbound: Bound = { constraint: null, action: 'enforce', source: null };

const bound = ({ spec }: AdmissionPolicyBinding, paramKind: ParamKind | null | undefined): Bound => ({
  constraint: spec.matchResources ? compileConstraint(spec.matchResources) : null,
  action: strongestAction(spec.validationActions),
  source: paramKind && spec.paramRef ? { kind: paramKind, ref: spec.paramRef } : null,
});

type Rule = { readonly name: string; readonly action: ForeignAction; readonly bound: readonly Bound[] };

const order: readonly ForeignAction[] = ['enforce', 'warn', 'audit'];

const rulesOf = (policy: string, all: readonly Bound[]): readonly Rule[] =>
  order
    .map((action) => ({ action, bound: all.filter((one) => one.action === action) }))
    .filter(({ bound: some }) => some.length > 0)
    .map((group, at) => ({ ...group, name: at === 0 ? policy : group.action }));

type Ask = (bound: Bound, request: ForeignRequest, surroundings: ForeignSurroundings) => readonly Outcome[];

const asking =
  (set: ExpressionSet, supplied: readonly JsonObject[], manner: Manner): Ask =>
  ({ constraint, source }, request, surroundings) => {
    const match = constraint?.matches(request, surroundings) ?? { kind: 'match' };
    if (match.kind === 'no-match') return [];
    if (match.kind === 'unknown') return [unknown(match.reason)];
    return [located(request, (one, budget) => judgeWithParams(set, source, supplied, manner, one, surroundings, budget))];
  };
