import { reviewImages } from '../../../admission/review-images.ts';
import { endpoint, noParams, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { imageReviewResponseSchema, reviewSchema } from '../../schema/admission.ts';
import { readReviewText, reviewBytes } from './admit.ts';
import { exampleImageReview } from './example.ts';

export const reviewImagesRoute = endpoint({
  method: 'post',
  path: '/v1/image-review',
  operation: 'reviewImages',
  tag: 'admission',
  summary: 'Kubernetes ImageReview v1alpha1',
  description: 'For the ImagePolicyWebhook of an API server. Images are judged by stored verdicts alone; the mapping chooses the policy.',
  scope: 'admission:write',
  params: noParams,
  query: noQuery,
  body: { schema: reviewSchema, maxBytes: reviewBytes, texts: { 'application/json': readReviewText }, example: exampleImageReview },
  replies: { 200: { description: 'The review with its status', content: { 'application/json': imageReviewResponseSchema } } },
  handle: async ({ deps, caller, body }) => json(200, await reviewImages(deps, caller, body)),
});
