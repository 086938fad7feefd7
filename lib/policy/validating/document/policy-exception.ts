import * as z from 'zod';
import { matchConditions } from './expression.ts';
import { metadata } from './metadata.ts';

const words = z.array(z.string()).nullish();

/** PolicyException of policies.kyverno.io, which is about policies of that group. Source: kyverno/api, policies.kyverno.io/v1. */
export const policyException = z.looseObject({
  metadata,
  spec: z.looseObject({
    policyRefs: z.array(z.looseObject({ name: z.string().min(1), kind: z.string().min(1) })).min(1),
    matchConditions,
    images: words,
    allowedValues: words,
    reportResult: z.enum(['skip', 'pass']).nullish(),
    expiresAt: z.iso.datetime({ offset: true }).nullish(),
  }),
});

export type PolicyException = z.infer<typeof policyException>;
