import { type Caller, requireScope } from '../model/actor.ts';
import { activePolicy } from '../policy-version/active.ts';
import type { Deps } from '../ports/deps.ts';
import { byMapping } from './admit.ts';
import { type Allowance, allowanceOf, opened } from './answer.ts';
import { announceBreakGlass, breakGlassImageAnnotation } from './break-glass.ts';
import { judgeImages } from './judge.ts';
import { readImageReview } from './review.ts';
import { loadSettings } from './settings.ts';

/** Source: kubernetes/api, imagepolicy/v1alpha1/types.go, ImageReviewStatus. */
export type ImageReviewResponse = {
  readonly apiVersion: 'imagepolicy.k8s.io/v1alpha1';
  readonly kind: 'ImageReview';
  readonly status: { readonly allowed: boolean; readonly reason?: string; readonly auditAnnotations: { readonly [key: string]: string } };
};

/** May these images run in this namespace? By stored verdicts alone; the mapping chooses the policy. Throws `invalid-request`. */
export const reviewImages = async (deps: Deps, caller: Caller, review: unknown): Promise<ImageReviewResponse> => {
  requireScope(caller, 'admission:write');
  const { containers, annotations, namespace } = readImageReview(review);
  const { settings } = await loadSettings(deps, caller.tenant, byMapping);
  const { environment } = settings;
  const facts = { ...(namespace !== undefined && { namespace }), ...(environment !== null && { environment }) };
  const { policy: bound } = await activePolicy(deps, caller.tenant, facts);
  const images = [...new Set((containers ?? []).flatMap(({ image }) => image ?? []))];
  const judgement = await judgeImages(deps, caller, images, { policy: null, namespace, environment, dryRun: false, labels: {}, bound });
  const answer = allowanceOf(judgement, settings.failMode);
  const reason = annotations?.[breakGlassImageAnnotation]?.trim();
  if (answer.allowed || !reason || !settings.breakGlass) return respond(answer);
  const detail = { reason: reason.slice(0, 2_000), judged: judgement.decision, policy: judgement.policy, images: images.slice(0, 50) };
  await announceBreakGlass(deps, caller, namespace ?? 'images', detail);
  return respond(opened(reason, judgement));
};

const respond = ({ allowed, message, auditAnnotations }: Allowance): ImageReviewResponse => ({
  apiVersion: 'imagepolicy.k8s.io/v1alpha1',
  kind: 'ImageReview',
  status: { allowed, ...(!allowed && { reason: message }), auditAnnotations },
});
