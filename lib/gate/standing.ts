import type { LatestVerdict } from '../history/latest.ts';
import type { Caller } from '../model/actor.ts';
import type { Digest } from '../model/digest.ts';
import { type Decision, decisions, type Reason } from '../model/verdict.ts';
import { underMode } from '../policy/act.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { Deps } from '../ports/deps.ts';
import { decide } from '../verdict/reason.ts';
import { endedWaivers } from './ended-waivers.ts';

export type Standing = { readonly decision: Decision; readonly reasons: readonly Reason[] };

export type Question = {
  readonly digest: Digest;
  readonly policy: CompiledPolicy;
  readonly environment: string | null;
  readonly maxAgeSeconds: number | null;
};

/** What a stored verdict is worth now: it may be too old, of another version of the policy, or rest on waivers that have ended. */
export const standingOf = async (
  deps: Pick<Deps, 'table' | 'clock'>,
  caller: Caller,
  latest: LatestVerdict,
  question: Question,
): Promise<Standing> => {
  const { policy } = question;
  const kept = latest.reasons.map((reason) => ({ ...reason, effect: underMode(reason.effect, policy.mode) }));
  const reasons = [...kept, ...staleness(latest, question, deps.clock.now()), ...(await endedWaivers(deps, caller, latest, question))];
  const own = underMode(latest.decision, policy.mode);
  const added = decide(reasons.slice(kept.length));
  return { decision: reasons.length === kept.length ? own : worse(own, added), reasons };
};

const worse = (a: Decision, b: Decision): Decision => (decisions.indexOf(a) >= decisions.indexOf(b) ? a : b);

const staleness = (latest: LatestVerdict, { policy, maxAgeSeconds }: Question, now: number): readonly Reason[] => {
  const effect = underMode(policy.actions.stale, policy.mode);
  const limits = [maxAgeSeconds, policy.maxEvidenceAgeSeconds].filter((limit) => limit !== null);
  const ageSeconds = (now - Date.parse(latest.evaluatedAt)) / 1000;
  const isOld = limits.some((limit) => !(ageSeconds <= limit));
  const isOtherVersion = latest.policy.digest !== policy.digest;
  return [
    ...(isOld ? [{ code: 'evidence-stale', effect, message: `the last verdict is of ${latest.evaluatedAt}` } as const] : []),
    ...(isOtherVersion
      ? [{ code: 'evidence-stale', effect, message: 'the last verdict is by another version of the policy' } as const]
      : []),
  ];
};
