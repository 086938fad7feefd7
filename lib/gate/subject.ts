import { getVerdict } from '../history/get.ts';
import { asLatest, type LatestVerdict, latestVerdict } from '../history/latest.ts';
import { askFor } from '../image/signature/ask.ts';
import type { Caller } from '../model/actor.ts';
import type { Digest } from '../model/digest.ts';
import { type Decision, decisions, type Reason, type ReasonCode } from '../model/verdict.ts';
import { underMode } from '../policy/act.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { PolicyChoice } from '../policy/mapping.ts';
import { activePolicy } from '../policy-version/active.ts';
import type { Deps } from '../ports/deps.ts';
import type { ScanRecord } from '../scan/record.ts';
import { decide } from '../verdict/reason.ts';
import type { GateInput } from './input.ts';
import type { SubjectAnswer } from './result.ts';
import { seekScan } from './seek.ts';
import { type Standing, standingOf } from './standing.ts';
import type { Target } from './target.ts';
import { onlyIfWorse } from './worse.ts';

type Bound = { readonly policy: CompiledPolicy; readonly choice: PolicyChoice };
/** `named`: the policy that the question names. `signal`: until when registries may be asked what tags stand for, from the first that is asked. */
export type Asked = {
  readonly input: GateInput;
  readonly named: (() => Promise<CompiledPolicy>) | null;
  readonly signal: () => AbortSignal;
};
type Found = { readonly digest: Digest; readonly latest: LatestVerdict };

/** The answer for one subject: from its last verdict, or, when there is none, by the policy's action for the unknown. */
export const answerSubject = async (
  deps: Deps,
  caller: Caller,
  target: Target,
  { input, named, signal }: Asked,
): Promise<SubjectAnswer> => {
  const bound = await boundPolicy(deps, caller.tenant, target, { input, named });
  const { policy } = bound;
  const direct = target.digest === null ? undefined : await latestVerdict(deps, caller.tenant, target.digest, policy.name);
  if (direct && target.digest !== null && isAsked(direct, target, policy))
    return fromVerdicts(deps, caller, { target, input, bound, found: [{ digest: target.digest, latest: direct }], scanId: null });
  if (target.reference === null)
    return answer(target, bound, unseen(policy, 'no verdict is kept for this digest, and no reference says where to find it'));
  if (input.dryRun === true) return answer(target, bound, unseen(policy, 'was never judged; a dry run starts no scan'));
  // A scan knows no stage: what a stage has chosen is named to it, or its verdict would be by another policy.
  const asked = input.stage === undefined ? input : { ...input, policy: bound.choice.policy };
  const sought = { reference: target.reference, isDigest: target.digest !== null, input: asked, signal };
  const { scanId, ended } = await seekScan(deps, caller, sought);
  if (!ended) return { ...answer(target, bound, unseen(policy, 'was never judged; a scan is on its way', 'scan-started')), scanId };
  const found = await verdictsOf(deps, caller, ended, bound, target);
  if (found.length === 0) return { ...answer(target, bound, endedWithout(policy, ended)), scanId };
  return fromVerdicts(deps, caller, { target, input, bound, found, scanId });
};

/** A policy that the question names is bound by nothing. */
const unbound = { mode: 'enforce', failMode: null, onlyIfWorse: false, entry: null } as const;

const boundPolicy = async (
  deps: Deps,
  tenant: string,
  { repository }: Target,
  { input, named }: Pick<Asked, 'input' | 'named'>,
): Promise<Bound> => {
  if (named) {
    const policy = await named();
    return { policy, choice: { ...unbound, policy: input.policy ?? policy.name } };
  }
  const { environment, stage, namespace, labels } = input;
  return activePolicy(deps, tenant, {
    ...(repository !== null && { repository }),
    ...(environment !== undefined && { environment }),
    ...(stage !== undefined && { stage }),
    ...(namespace !== undefined && { namespace }),
    ...(labels !== undefined && { labels }),
  });
};

/** Platforms of an index each have a verdict of their own. */
const verdictsOf = async (deps: Deps, caller: Caller, scan: ScanRecord, { policy }: Bound, target: Target): Promise<readonly Found[]> => {
  const found: Found[] = [];
  for (const { digest } of scan.subjects) {
    const last = await latestVerdict(deps, caller.tenant, digest, policy.name);
    const own = last && !isAsked(last, target, policy) ? await verdictOf(deps, caller, scan, digest, policy.name) : last;
    if (!last || !own) return [];
    // The last knows of more vulnerabilities, the own of whose signature this repository asks.
    for (const latest of new Set([own, last])) found.push({ digest, latest });
  }
  return found;
};

/** The scan's own verdict, where a later one is of another repository. */
const verdictOf = async (
  deps: Deps,
  caller: Caller,
  { verdictId }: ScanRecord,
  digest: Digest,
  policy: string,
): Promise<LatestVerdict | undefined> => {
  if (verdictId === null) return undefined;
  // The gate's own reading, as of waivers.
  const stored = await getVerdict(deps, { ...caller, scopes: ['verdict:read'] }, verdictId);
  return stored.verdict.policy.name === policy ? asLatest(stored, digest) : undefined;
};

/** Who must have signed an image is asked by its repository, and whoever may push can put the same image into several. */
const isAsked = ({ repositories = [] }: LatestVerdict, { repository }: Target, { imageSignatures }: CompiledPolicy): boolean => {
  if (repository === null || imageSignatures.every((ask) => ask.repositories === null)) return true;
  const wanted = askFor(imageSignatures, repository);
  return repositories.some((one) => askFor(imageSignatures, one) === wanted);
};

type Question = {
  readonly target: Target;
  readonly input: GateInput;
  readonly bound: Bound;
  readonly found: readonly Found[];
  readonly scanId: string | null;
};

/** The worst of several platforms stands for all. */
const fromVerdicts = async (deps: Deps, caller: Caller, { target, input, bound, found, scanId }: Question): Promise<SubjectAnswer> => {
  const standings: (Found & Standing)[] = [];
  const { environment, service = null } = input;
  const isCompared = input.onlyIfWorse ?? bound.choice.onlyIfWorse;
  const place = isCompared && environment !== undefined ? { environment, service } : null;
  for (const one of found) {
    const question = {
      digest: one.digest,
      policy: bound.policy,
      environment: input.environment ?? null,
      maxAgeSeconds: input.maxAgeSeconds ?? null,
    };
    const standing = await standingOf(deps, caller, one.latest, question);
    standings.push({ ...one, ...(place ? await onlyIfWorse(deps, caller, place, { latest: one.latest, standing, question }) : standing) });
  }
  const [worst] = standings.sort((a, b) => decisions.indexOf(b.decision) - decisions.indexOf(a.decision));
  if (!worst) return answer(target, bound, unseen(bound.policy, 'was never judged'));
  const { verdictId, evaluatedAt, change } = worst.latest;
  return { ...answer(target, bound, worst), digest: worst.digest, verdictId, evaluatedAt, scanId, change };
};

const answer = (target: Target, { policy, choice }: Bound, standing: Standing): SubjectAnswer => ({
  subject: target.name,
  digest: target.digest,
  ...withFailMode(standing, choice.failMode),
  policy: { name: policy.name, digest: policy.digest, mode: choice.mode, mapping: choice.entry },
  verdictId: null,
  evaluatedAt: null,
  scanId: null,
  change: null,
});

const withFailMode = ({ decision, reasons }: Standing, failMode: PolicyChoice['failMode']): Standing => {
  if (decision !== 'unknown' || failMode === null) return { decision, reasons };
  const effect: Decision = failMode === 'open' ? 'warn' : 'deny';
  const code: ReasonCode = failMode === 'open' ? 'fail-open' : 'fail-closed';
  return {
    decision: effect,
    reasons: [...reasons, { code, effect, message: `the mapping says what to do with the unknown: fail ${failMode}` }],
  };
};

const standingFor = (reasons: readonly Reason[]): Standing => ({ decision: decide(reasons), reasons });

const unseen = ({ actions, mode }: CompiledPolicy, message: string, also?: ReasonCode): Standing => {
  const effect = underMode(actions.unknown, mode);
  return standingFor([
    { code: 'subject-unknown', effect, message },
    ...(also ? [{ code: also, effect, message: 'ask again when the scan has ended' }] : []),
  ]);
};

const endedWithout = ({ actions, mode }: CompiledPolicy, { state, reason }: ScanRecord): Standing => {
  const message = reason?.message ?? 'the scan ended without a verdict by this policy';
  return standingFor(
    state === 'unsupported'
      ? [{ code: 'subject-unsupported', effect: underMode(actions.unsupported, mode), message }]
      : [{ code: 'evaluation-error', effect: underMode(actions.error, mode), message }],
  );
};
