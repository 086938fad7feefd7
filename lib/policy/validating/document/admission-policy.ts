import * as z from 'zod';
import { asksSomething, expressions, nothingAsked } from './expression.ts';
import { matchResources } from './match-resources.ts';
import { failurePolicy, metadata, validationActions } from './metadata.ts';
import { paramKind, paramRef } from './param.ts';

/** Source: admissionregistration.k8s.io/v1, ValidatingAdmissionPolicy. */
export const admissionPolicy = z.looseObject({
  metadata,
  spec: z
    .looseObject({ ...expressions, matchConstraints: matchResources, failurePolicy, paramKind: paramKind.nullish() })
    .refine(asksSomething, nothingAsked),
});

/** Source: admissionregistration.k8s.io/v1, ValidatingAdmissionPolicyBinding. Kyverno's tests leave `validationActions` out; a binding denies then. */
export const admissionPolicyBinding = z.looseObject({
  metadata,
  spec: z.looseObject({
    policyName: z.string().min(1),
    paramRef: paramRef.nullish(),
    matchResources: matchResources.nullish(),
    validationActions,
  }),
});

export type AdmissionPolicyBinding = z.infer<typeof admissionPolicyBinding>;
