import * as z from 'zod';
import { labelSelector } from './match-resources.ts';

export const paramKind = z.looseObject({ apiVersion: z.string().min(1), kind: z.string().min(1) });

/** By name or by labels, never both. Source: admissionregistration.k8s.io/v1, ParamRef. */
export const paramRef = z.looseObject({
  name: z.string().nullish(),
  namespace: z.string().nullish(),
  selector: labelSelector.nullish(),
  parameterNotFoundAction: z.enum(['Allow', 'Deny']).nullish(),
});

export type ParamKind = z.infer<typeof paramKind>;
export type ParamRef = z.infer<typeof paramRef>;
