import * as z from 'zod';
import { matchResources } from './match-resources.ts';
import { failurePolicy, metadata, validationActions } from './metadata.ts';

/** ImageValidatingPolicy, as far as it says what it is about. Source: kyverno/api, policies.kyverno.io/v1. */
export const imagePolicy = z.looseObject({
  metadata,
  spec: z.looseObject({ matchConstraints: matchResources.nullish(), failurePolicy, validationActions }),
});
