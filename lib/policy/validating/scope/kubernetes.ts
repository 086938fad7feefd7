import type { JsonObject } from '../../../model/json.ts';
import { type CelBinding, type CelScope, kubernetesScope, toCel } from '../../cel/cel.ts';
import { admissionVariables } from './admission.ts';
import { authorizerBindings, authorizerFunctions, authorizerVariables } from './authorizer.ts';
import { lazily } from './lazily.ts';
import { variableNames } from './variable.ts';

/** What expressions of a ValidatingAdmissionPolicy, and of `validate.cel`, may name; `params` only where the policy names a paramKind. */
export const admissionScope = (variables: readonly string[], hasParams: boolean): CelScope =>
  kubernetesScope({
    variables: [...admissionVariables, ...authorizerVariables, ...(hasParams ? ['params'] : []), ...variableNames(variables)],
    functions: authorizerFunctions,
  });

/** `params` null: the binding names none. */
export const paramBindings = (params: JsonObject | null): readonly (readonly [string, CelBinding])[] => [
  ['params', lazily(() => toCel(params))],
  ...authorizerBindings,
];
