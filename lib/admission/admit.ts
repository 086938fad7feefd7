import { bundleOfObjects } from '../manifest/parse.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import type { JsonObject } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';
import { type Allowance, allowanceOf, exempted, type Judgement, opened } from './answer.ts';
import { announceBreakGlass, breakGlassAnnotation } from './break-glass.ts';
import { exemption, outOfRules } from './exempt.ts';
import { factsOf } from './facts.ts';
import { annotationOf, judgeByOthers, judgeObject, type Place } from './judge.ts';
import { type AdmissionRequest, readReview } from './review.ts';
import { type AdmissionSettings, loadSettings } from './settings.ts';

/** Source: kubernetes/api, admission/v1/types.go, AdmissionReview with a response. */
export type AdmissionResponse = {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly response: {
    readonly uid: string;
    readonly allowed: boolean;
    readonly status?: { readonly code: 403; readonly message: string; readonly reason: 'Forbidden' };
    readonly warnings?: readonly string[];
    readonly auditAnnotations: { readonly [key: string]: string };
  };
};

/** The path's name for "by the mapping". */
export const byMapping = '-';

/**
 * May this object go into the cluster? A dry run has no side effects; otherwise images that were never seen are scanned from now on and a
 * break-glass is recorded. Throws `invalid-request` for what is no review, `not-found` for an unknown policy.
 */
export const admit = async (deps: Deps, caller: Caller, policy: string, review: unknown): Promise<AdmissionResponse> => {
  requireScope(caller, 'admission:write');
  const request = readReview(review);
  const { settings } = await loadSettings(deps, caller.tenant, policy);
  return respond(request, await allowance(deps, caller, request, { policy, settings }));
};

type Asked = { readonly policy: string; readonly settings: AdmissionSettings };

const allowance = async (deps: Deps, caller: Caller, request: AdmissionRequest, { policy, settings }: Asked): Promise<Allowance> => {
  const { namespace } = request;
  const dryRun = request.dryRun === true;
  const object: JsonObject = request.object ?? request.oldObject ?? {};
  const { workloads } = bundleOfObjects([object], 'admission', 0);
  const why = exemption(request, settings, workloads);
  if (why !== undefined) return exempted(why);
  const previous = request.operation === 'UPDATE' && request.oldObject ? { previous: request.oldObject } : {};
  const place: Place = {
    policy: policy === byMapping ? null : policy,
    namespace,
    environment: settings.environment,
    dryRun,
    facts: factsOf(request),
    ...previous,
  };
  const left = outOfRules(request, workloads);
  const judgement =
    left === undefined ? await judgeObject(deps, caller, object, workloads, place) : await judgeByOthers(deps, caller, object, place);
  if (judgement === null) return exempted(left ?? '');
  const answer = allowanceOf(judgement, settings.failMode);
  const reason = annotationOf(object, breakGlassAnnotation)?.trim();
  if (answer.allowed || !reason || !settings.breakGlass) return answer;
  if (!dryRun) await announceBreakGlass(deps, caller, targetOf(request), detailOf(request, reason, judgement));
  return opened(reason, judgement);
};

const targetOf = ({ kind, namespace, name }: AdmissionRequest): string => [kind.kind, namespace, name].filter(Boolean).join('/');

const detailOf = ({ userInfo, operation }: AdmissionRequest, reason: string, { decision, policy, problems }: Judgement): JsonObject => ({
  reason: reason.slice(0, 2_000),
  judged: decision,
  policy,
  operation,
  user: userInfo?.username ?? null,
  problems: problems.slice(0, 20),
});

const respond = ({ uid }: AdmissionRequest, { allowed, message, warnings, auditAnnotations }: Allowance): AdmissionResponse => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response: {
    uid,
    allowed,
    ...(!allowed && { status: { code: 403, message, reason: 'Forbidden' } }),
    ...(warnings.length > 0 && { warnings }),
    auditAnnotations,
  },
});
