import * as z from 'zod';
import { asksSomething, expressions, nothingAsked } from './expression.ts';
import { matchResources } from './match-resources.ts';
import { failurePolicy, metadata, validationActions } from './metadata.ts';

const enabled = z.looseObject({ enabled: z.boolean().nullish() });

const spec = z
  .looseObject({
    ...expressions,
    matchConstraints: matchResources.nullish(),
    failurePolicy,
    validationActions,
    evaluation: z.looseObject({ mode: z.enum(['Kubernetes', 'JSON']).nullish(), admission: enabled.nullish() }).nullish(),
    autogen: z.looseObject({ podControllers: z.looseObject({ controllers: z.array(z.string()).nullish() }).nullish() }).nullish(),
  })
  .refine(asksSomething, nothingAsked)
  .refine(({ matchConstraints, evaluation }) => matchConstraints || evaluation?.mode === 'JSON', {
    path: ['matchConstraints'],
    message: 'this is missing: the policy is about nothing',
  });

/** ValidatingPolicy and NamespacedValidatingPolicy. Source: kyverno/api, policies.kyverno.io/v1. */
export const validatingPolicy = z.looseObject({ metadata, spec });

export type ValidatingPolicySpec = z.infer<typeof spec>;
