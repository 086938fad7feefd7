import { admit } from '../../../admission/admit.ts';
import { parseJson } from '../../body/json.ts';
import { endpoint, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { admissionParams, admissionResponseSchema, reviewSchema } from '../../schema/admission.ts';
import { exampleReview } from './example.ts';

/** An API server takes requests of 3 MiB; a review of an update holds the object twice. */
export const reviewBytes = 8 * 1024 * 1024;
/** Objects of other people's making: custom resources are deep, and what is allowed in them is the cluster's business. */
export const readReviewText = (text: string): unknown => parseJson(text, { deepest: 1_000, allowNul: true });

export const admitRoute = endpoint({
  method: 'post',
  path: '/v1/admission/{policy}',
  operation: 'admit',
  tag: 'admission',
  summary: 'Kubernetes AdmissionReview v1',
  description:
    'Objects of every kind are judged by the rules of the policy that one object shows, the images of workloads by stored verdicts alone. A refusal is `allowed: false` with status 200.',
  scope: 'admission:write',
  params: admissionParams,
  query: noQuery,
  body: { schema: reviewSchema, maxBytes: reviewBytes, texts: { 'application/json': readReviewText }, example: exampleReview },
  replies: { 200: { description: 'The review with its response', content: { 'application/json': admissionResponseSchema } } },
  errors: ['not-found'],
  handle: async ({ deps, caller, params, body }) => json(200, await admit(deps, caller, params.policy, body)),
});
