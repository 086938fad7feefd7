import type { LatestVerdict } from '../history/latest.ts';
import type { Caller } from '../model/actor.ts';
import { type Decision, decisions, type Reason } from '../model/verdict.ts';
import { underMode } from '../policy/act.ts';
import type { Deps } from '../ports/deps.ts';
import { decide } from '../verdict/reason.ts';
import { type EndedFinding, endedFindings, endedReasons } from './ended-waivers.ts';
import type { Question } from './question.ts';

export type Standing = { readonly decision: Decision; readonly reasons: readonly Reason[] };

/** `added`: what has come to the stored reasons since; `ended`: the findings of it. */
export type VerdictStanding = Standing & { readonly added: readonly Reason[]; readonly ended: readonly EndedFinding[] };

/** What a stored verdict is worth now: it may be too old, of another version of the policy, or rest on waivers that have ended. */
export const standingOf = async (
  deps: Pick<Deps, 'table' | 'clock'>,
  caller: Caller,
  latest: LatestVerdict,
  question: Question,
): Promise<VerdictStanding> => {
  const { policy } = question;
  const kept = latest.reasons.map((reason) => ({ ...reason, effect: underMode(reason.effect, policy.mode) }));
  const ended = await endedFindings(deps, caller, latest, question);
  const added = [...staleness(latest, question, deps.clock.now()), ...endedReasons(ended)];
  const own = underMode(latest.decision, policy.mode);
  return { decision: added.length === 0 ? own : worse(own, decide(added)), reasons: [...kept, ...added], added, ended };
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
