import * as z from 'zod';
import { admissionSettings } from '../../admission/settings.ts';
import { named } from './named.ts';
import { policyName } from './policy.ts';

export const admissionParams = z.strictObject({
  policy: z.union([policyName, z.literal('-')]).describe('A policy by name; `-`: the mapping chooses'),
});

/** Checked by the use case: reviews hold whole objects, of which only little is read. */
export const reviewSchema = z.record(z.string(), z.unknown());

const annotations = z.record(z.string(), z.string());

export const admissionResponseSchema = named(
  'AdmissionReviewResponse',
  z.object({
    apiVersion: z.literal('admission.k8s.io/v1'),
    kind: z.literal('AdmissionReview'),
    response: z.object({
      uid: z.string(),
      allowed: z.boolean(),
      status: z.object({ code: z.literal(403), message: z.string(), reason: z.literal('Forbidden') }).optional(),
      warnings: z.array(z.string().max(120)).optional(),
      auditAnnotations: annotations,
    }),
  }),
);

export const imageReviewResponseSchema = named(
  'ImageReviewResponse',
  z.object({
    apiVersion: z.literal('imagepolicy.k8s.io/v1alpha1'),
    kind: z.literal('ImageReview'),
    status: z.object({ allowed: z.boolean(), reason: z.string().optional(), auditAnnotations: annotations }),
  }),
);

export const admissionSettingsSchema = named('AdmissionSettings', admissionSettings);
export const settingsViewSchema = z.object({ version: z.int(), settings: admissionSettings });
