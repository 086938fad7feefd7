import * as z from 'zod';
import { AppError } from '../model/error.ts';
import { isObject, type JsonObject, pointerToken } from '../model/json.ts';

const kind = z.object({ group: z.string(), version: z.string(), kind: z.string() });
// It came out of a JSON parser: checking every value of it again would cost as much as reading it.
const object = z.custom<JsonObject>(isObject, 'expected an object').nullish();

/** What is read of an AdmissionReview; the rest may be there. Source: kubernetes/api, admission/v1/types.go. */
const admissionReview = z.object({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  request: z.object({
    uid: z.string().min(1).max(256),
    kind,
    subResource: z.string().optional(),
    name: z.string().optional(),
    namespace: z.string().optional(),
    operation: z.enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']),
    resource: z.object({ group: z.string(), version: z.string(), resource: z.string() }).optional(),
    userInfo: z
      .object({
        username: z.string().optional(),
        uid: z.string().optional(),
        groups: z.array(z.string()).nullish(),
        extra: z.record(z.string(), z.array(z.string())).nullish(),
      })
      .optional(),
    object,
    oldObject: object,
    dryRun: z.boolean().nullish(),
  }),
});
export type AdmissionRequest = z.infer<typeof admissionReview>['request'];

export const readReview = (review: unknown): AdmissionRequest => read(admissionReview, review).request;

/** Source: kubernetes/api, imagepolicy/v1alpha1/types.go. */
const imageReview = z.object({
  apiVersion: z.literal('imagepolicy.k8s.io/v1alpha1'),
  kind: z.literal('ImageReview'),
  spec: z.object({
    containers: z.array(z.object({ image: z.string().optional() })).nullish(),
    annotations: z.record(z.string(), z.string()).nullish(),
    namespace: z.string().optional(),
  }),
});
export type ImageReviewSpec = z.infer<typeof imageReview>['spec'];

export const readImageReview = (review: unknown): ImageReviewSpec => read(imageReview, review).spec;

const read = <S extends z.ZodType>(schema: S, review: unknown): z.output<S> => {
  const parsed = schema.safeParse(review);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, message }) => ({
    message,
    pointer: path.map((token) => `/${pointerToken(String(token))}`).join(''),
  }));
  throw new AppError('invalid-request', 'this is no review that can be answered', { places });
};
