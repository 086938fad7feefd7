import type { JsonObject } from '../../../model/json.ts';
import { type CelBinding, type CelScope, kubernetesScope, toCel } from '../../cel/cel.ts';
import { admissionVariables } from './admission.ts';
import { authorizerBindings, authorizerFunctions, authorizerVariables } from './authorizer.ts';
import { once, withOwnVariables } from './extend.ts';
import { lazily } from './lazily.ts';

const variables = [...admissionVariables, ...authorizerVariables];
const plain = once(() => kubernetesScope({ variables, functions: authorizerFunctions }));
const parameterised = once(() => kubernetesScope({ variables: [...variables, 'params'], functions: authorizerFunctions }));

/** What expressions of a ValidatingAdmissionPolicy, and of `validate.cel`, may name; `params` only where the policy names a paramKind. */
export const admissionScope = (own: readonly string[], hasParams: boolean): CelScope =>
  withOwnVariables(hasParams ? parameterised() : plain(), own);

/** `params` null: the binding names none. */
export const paramBindings = (params: JsonObject | null): readonly (readonly [string, CelBinding])[] => [
  ['params', lazily(() => toCel(params))],
  ...authorizerBindings,
];
