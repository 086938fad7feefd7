import { decideGate } from '../gate/decide.ts';
import { parseReference } from '../image/reference.ts';
import type { Workload } from '../manifest/object.ts';
import { unclear } from '../manifest/unclear.ts';
import type { Caller } from '../model/actor.ts';
import type { AdmissionFacts } from '../model/admission.ts';
import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import { isObject, objectAt, stringAt } from '../model/json.ts';
import { type Decision, decisions, type JudgedFinding, type Reason, type Verdict } from '../model/verdict.ts';
import { underMode } from '../policy/act.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { activePolicy, policyByName } from '../policy-version/active.ts';
import type { Deps } from '../ports/deps.ts';
import { evaluate } from '../verdict/evaluate.ts';
import { objectEvidence } from '../verdict/evidence.ts';
import { activeWaivers } from '../waiver/list.ts';
import type { Judgement } from './answer.ts';
import { ofOneObject, onlyForeign } from './one-object.ts';

export type Place = {
  /** A policy's name; null: the mapping chooses. */
  readonly policy: string | null;
  readonly namespace: string | undefined;
  readonly environment: string | null;
  readonly dryRun: boolean;
  /** Of an update: the object as it stands in the cluster. */
  readonly previous?: JsonObject;
  /** What policies of other engines are told of the request; absent where none is asked. */
  readonly facts?: AdmissionFacts;
};

/** The object by the policy's rules and its images by their stored verdicts; the worse of the two. */
export const judgeObject = async (
  deps: Deps,
  caller: Caller,
  object: JsonObject,
  workloads: readonly Workload[],
  place: Place,
): Promise<Judgement> => {
  const policy = await policyFor(deps, caller, object, place);
  const asked = ofOneObject(policy, kindOf(object), workloads.length > 0);
  const verdict = await verdictOn(deps, caller, object, place, asked.policy);
  const images = await judgeImages(deps, caller, imagesOf(workloads), { ...place, labels: labelsOf(object), bound: policy });
  const effects = withEffect(verdict);
  const unread = unreadReasons(object, workloads, policy);
  return {
    decision: [images, ...unread.map(({ effect }) => ({ decision: effect }))].reduce(
      (worst, one) => worse(worst, one.decision),
      verdict.decision,
    ),
    policy: policy.name,
    reasons: [...unread, ...verdict.reasons, ...images.reasons],
    problems: [...unread, ...effects].map(({ message }) => message).concat(images.problems),
    notEvaluated: [...verdict.notEvaluated.map(({ rule, reason }) => `${rule}: ${reason}`), ...asked.left],
  };
};

/** The request by the policies of other engines alone; null where the policy has none that judge. */
export const judgeByOthers = async (deps: Deps, caller: Caller, object: JsonObject, place: Place): Promise<Judgement | null> => {
  const policy = await policyFor(deps, caller, object, place);
  const others = onlyForeign(policy);
  if (others === null) return null;
  const verdict = await verdictOn(deps, caller, object, place, others);
  return {
    decision: verdict.decision,
    policy: policy.name,
    reasons: verdict.reasons,
    problems: withEffect(verdict).map(({ message }) => message),
    notEvaluated: verdict.notEvaluated.map(({ rule, reason }) => `${rule}: ${reason}`),
  };
};

const policyFor = async (
  deps: Deps,
  caller: Caller,
  object: JsonObject,
  { policy, namespace, environment }: Place,
): Promise<CompiledPolicy> => {
  if (policy !== null) return policyByName(deps, caller.tenant, policy);
  const facts = { labels: labelsOf(object), ...(namespace !== undefined && { namespace }), ...(environment !== null && { environment }) };
  return (await activePolicy(deps, caller.tenant, facts)).policy;
};

const verdictOn = async (deps: Deps, caller: Caller, object: JsonObject, place: Place, policy: CompiledPolicy): Promise<Verdict> => {
  const { environment, previous, facts } = place;
  const metadata = objectAt(object, 'metadata');
  const name = `${kindOf(object)}/${stringAt(metadata, 'name') ?? stringAt(metadata, 'generateName') ?? 'unnamed'}`;
  return evaluate({
    evidence: [{ ...objectEvidence(object, name, previous), ...(facts && { request: facts }) }],
    missing: [],
    policy,
    waivers: await activeWaivers(deps, caller.tenant),
    advisories: [],
    environment,
    now: deps.clock.now(),
  });
};

const kindOf = (object: JsonObject): string => stringAt(object, 'kind') ?? 'object';

/** Findings that deny or warn, those that deny first. */
const withEffect = ({ findings }: Verdict): readonly JudgedFinding[] =>
  findings.filter(({ effect }) => effect !== 'none').sort((a, b) => (a.effect < b.effect ? -1 : a.effect > b.effect ? 1 : 0));

/** An error, for which the policy has an action. */
const unreadReasons = (object: JsonObject, workloads: readonly Workload[], { actions, mode }: CompiledPolicy): readonly Reason[] => {
  const message = unclear(object, workloads);
  return message === undefined ? [] : [{ code: 'evaluation-error', effect: underMode(actions.error, mode), message }];
};

type ImagePlace = Place & { readonly labels: { readonly [name: string]: string }; readonly bound: CompiledPolicy };

/** By stored verdicts alone. What has no reference that can be read is an error, for which the policy has an action. */
export const judgeImages = async (deps: Deps, caller: Caller, images: readonly string[], place: ImagePlace): Promise<Judgement> => {
  const { bound, labels, namespace, environment, dryRun } = place;
  const readable = images.filter(isReference);
  const effect = underMode(bound.actions.error, bound.mode);
  const bad: readonly Reason[] = images
    .filter((image) => !isReference(image))
    .map((image) => ({ code: 'evaluation-error', effect, message: `${image.slice(0, 80)} is no image reference` }));
  const gate =
    readable.length === 0
      ? { judged: 'allow' as const, reasons: [] }
      : await decideGate(deps, asGate(caller), {
          subjects: readable.map((reference) => ({ reference })),
          ...(place.policy !== null && { policy: place.policy }),
          ...(namespace !== undefined && { namespace }),
          ...(environment !== null && { environment }),
          labels,
          dryRun,
        });
  const reasons = [...gate.reasons.filter(({ code }) => code !== 'dry-run'), ...bad];
  return {
    decision: bad.length > 0 ? worse(gate.judged, effect) : gate.judged,
    policy: bound.name,
    reasons,
    // That a scan was started stands in the message of the image that was never judged.
    problems: reasons.filter(({ code, effect }) => effect !== 'allow' && code !== 'scan-started').map(({ message }) => message),
  };
};

/** A gate asks for as many subjects as this at once; a pod has fewer containers. */
const mostImages = 50;

export const imagesOf = (workloads: readonly Workload[]): readonly string[] => {
  const images = new Set(workloads.flatMap(({ containers }) => containers.map(({ image }) => image)).filter((image) => image !== ''));
  if (images.size > mostImages) throw new AppError('invalid-request', `an object with more than ${mostImages} images cannot be judged`);
  return [...images];
};

const isReference = (text: string): boolean => {
  try {
    parseReference(text);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
};

const labelsOf = (object: JsonObject): { readonly [name: string]: string } =>
  Object.fromEntries(
    Object.entries(objectAt(objectAt(object, 'metadata'), 'labels')).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );

const worse = (a: Decision, b: Decision): Decision => (decisions.indexOf(a) >= decisions.indexOf(b) ? a : b);

/** Admission asks the gate for itself: its key need not be allowed to. */
const asGate = (caller: Caller): Caller => ({ ...caller, scopes: ['gate:read'] });

export const annotationOf = (object: JsonObject, name: string): string | undefined => {
  const annotations = objectAt(objectAt(object, 'metadata'), 'annotations');
  return isObject(annotations) ? stringAt(annotations, name) : undefined;
};
