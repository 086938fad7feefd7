import { type CelBinding, type CelScope, kubernetesScope, toCel } from '../../cel/cel.ts';
import { type Context, contextNames, contexts } from '../library/context.ts';
import { kyvernoFunctions } from '../library/kyverno.ts';
import { admissionVariables } from './admission.ts';
import { once, withOwnVariables } from './extend.ts';
import { lazily } from './lazily.ts';

/** What PolicyExceptions that match allow; a policy decides itself what that means. */
export type Allowed = { readonly images: readonly string[]; readonly values: readonly string[] };

const base = once(() =>
  kubernetesScope({ variables: [...admissionVariables, ...contextNames, 'exceptions'], functions: kyvernoFunctions }),
);

/** What expressions of policies.kyverno.io may name. `variables`: the policy's own. */
export const kyvernoScope = (variables: readonly string[]): CelScope => withOwnVariables(base(), variables);

export const kyvernoBindings = (context: Context, allowed: Allowed): readonly (readonly [string, CelBinding])[] => [
  ...contextNames.map((name): [string, CelBinding] => [name, lazily(() => contexts[name].make(context))]),
  ['exceptions', lazily(() => toCel({ allowedImages: allowed.images, allowedValues: allowed.values }))],
];
