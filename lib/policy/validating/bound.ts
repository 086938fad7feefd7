import type { ForeignAction } from '../foreign/policy.ts';
import { strongestAction } from './action.ts';
import type { AdmissionPolicyBinding } from './document/admission-policy.ts';
import type { ParamKind } from './document/param.ts';
import { type Constraint, compileConstraint } from './match/constraint.ts';
import type { ParamSource } from './param/param.ts';

/** What a binding makes of its policy. `constraint` null: it is asked wherever the policy is; `source` null: without params; `open`: why it cannot be asked at all. */
export type Bound = {
  readonly constraint: Constraint | null;
  readonly action: ForeignAction;
  readonly source: ParamSource | null;
  readonly open?: string;
};

/** Of a policy that no binding names: it is asked everywhere, unless it is to be asked with params, and nobody has said with which. */
export const unbound = (paramKind: ParamKind | null | undefined): Bound => ({
  constraint: null,
  action: 'enforce',
  source: null,
  ...(paramKind && { open: `no binding says with which ${paramKind.kind} the policy is to be asked` }),
});

export const boundBy = ({ spec }: AdmissionPolicyBinding, paramKind: ParamKind | null | undefined): Bound => ({
  constraint: spec.matchResources ? compileConstraint(spec.matchResources) : null,
  action: strongestAction(spec.validationActions),
  source: paramKind && spec.paramRef ? { kind: paramKind, ref: spec.paramRef } : null,
});
