import type { RunningPart } from '../deployment/record.ts';
import { runningPart } from '../deployment/running.ts';
import { getVerdict } from '../history/get.ts';
import { type LatestVerdict, latestVerdict } from '../history/latest.ts';
import { subjectDecision } from '../history/subject-decision.ts';
import { packagesBefore } from '../incident/packages-before.ts';
import type { Caller } from '../model/actor.ts';
import type { Digest } from '../model/digest.ts';
import { platformText, type Subject } from '../model/subject.ts';
import type { JudgedFinding, Reason, ReasonCode, Verdict } from '../model/verdict.ts';
import { underMode } from '../policy/act.ts';
import type { Deps } from '../ports/deps.ts';
import { diffVerdicts } from '../verdict/diff.ts';
import { decide } from '../verdict/reason.ts';
import type { Question } from './question.ts';
import type { Standing, VerdictStanding } from './standing.ts';

export type Place = { readonly environment: string; readonly service: string | null };
type Reader = Pick<Deps, 'table' | 'clock'>;
type Candidate = { readonly latest: LatestVerdict; readonly standing: VerdictStanding; readonly question: Question };

/** What findings alone have said; everything else (unknown, stale, unreadable) is no comparison's to soften. */
const ofFindings: ReadonlySet<ReasonCode> = new Set(['severity-threshold', 'rule-denied', 'vulnerability-denied', 'waiver-ended']);

/**
 * A refusal seen against what runs now: findings that run already, or that were only disclosed since, warn instead of deny. The same bytes
 * cannot be worse than themselves. Without a deployment, or without a verdict about it by this policy, the refusal stands.
 */
export const onlyIfWorse = async (deps: Reader, caller: Caller, place: Place, candidate: Candidate): Promise<Standing> => {
  const { latest, standing, question } = candidate;
  if (standing.decision === 'allow' || standing.decision === 'warn') return standing;
  const reader: Caller = { ...caller, scopes: ['verdict:read'] };
  const { verdict } = await getVerdict(deps, reader, latest.verdictId);
  const subject = verdict.subjects.find(({ digest }) => digest === question.digest);
  if (!subject) return standing;
  const running = await runningPart(deps, caller.tenant, { ...place, ...partOf(subject) });
  if (!running) return told(standing, `nothing is recorded to run in ${place.environment} in its place: judged by itself`);
  const whole = wholeReasons(verdict, question, standing);
  if (running.digests.includes(question.digest))
    return softened(whole, () => true, `the same ${subject.kind} has run in ${place.environment} since ${running.since}`);
  const before = await verdictOf(deps, reader, running, subject, question.policy.name);
  if (!before) return told(standing, `what runs in ${place.environment} (${running.deploymentId}) has no verdict by this policy`);
  const introduced = await introducedBy(deps, caller.tenant, before, verdict, candidate);
  const than = `${running.digests[0]}, which has run in ${place.environment} since ${running.since}`;
  if (introduced.length === 0) return softened(whole, ({ code }) => ofFindings.has(code), `nothing is worse than in ${than}`);
  const denied = softened(whole, ({ code }) => ofFindings.has(code), null);
  const reason: Reason = {
    code: 'worse-than-running',
    effect: 'deny',
    count: introduced.length,
    message: `${introduced.length} not in ${than}${otherPolicy(before, verdict)}: ${shown(introduced)}`,
  };
  return { decision: decide([reason, ...denied.reasons]), reasons: [reason, ...denied.reasons] };
};

const partOf = (subject: Subject) => ({
  kind: subject.kind,
  repository: subject.kind === 'image' ? subject.repository : null,
  digests: [subject.digest],
});

const told = ({ decision, reasons }: Standing, message: string): Standing => ({
  decision,
  reasons: [...reasons, { code: 'running-unknown', effect: 'allow', message }],
});

/** The stored pointer keeps the first reasons alone: what is softened must be all of them. */
const wholeReasons = (verdict: Verdict, { digest, policy }: Question, { added }: VerdictStanding): readonly Reason[] => {
  const places = verdict.subjects.flatMap((subject, index) => (subject.digest === digest ? [index] : []));
  const own = subjectDecision(verdict, places).reasons.map((reason) => ({ ...reason, effect: underMode(reason.effect, policy.mode) }));
  return [...own, ...added];
};

const softened = (reasons: readonly Reason[], isSoft: (reason: Reason) => boolean, message: string | null): Standing => {
  const softer = reasons.map((reason): Reason => {
    const stops = reason.effect === 'deny' || reason.effect === 'unknown';
    return stops && isSoft(reason) ? { ...reason, effect: 'warn' } : reason;
  });
  const all: readonly Reason[] = message === null ? softer : [{ code: 'not-worse', effect: 'warn', message }, ...softer];
  return { decision: decide(all), reasons: all };
};

/** The last verdict about what runs: of an index, about the image of the same platform. */
const verdictOf = async (
  deps: Reader,
  caller: Caller,
  { digests }: RunningPart,
  wanted: Subject,
  policy: string,
): Promise<Verdict | undefined> => {
  for (const digest of digests) {
    const latest = await latestVerdict(deps, caller.tenant, digest, policy);
    const verdict = latest && (await getVerdict(deps, caller, latest.verdictId)).verdict;
    if (verdict?.subjects.some((subject) => subject.digest === digest && isSamePlace(subject, wanted))) return only(verdict, digest);
  }
  return undefined;
};

const isSamePlace = (a: Subject, b: Subject): boolean =>
  a.kind === 'image' && b.kind === 'image' ? platformText(a.platform) === platformText(b.platform) : a.kind === b.kind;

/** A verdict as far as one digest goes: a difference pairs subjects, and another image of the change must not stand in for this one. */
const only = (verdict: Verdict, digest: Digest): Verdict => {
  const index = verdict.subjects.findIndex((subject) => subject.digest === digest);
  const subjects = verdict.subjects.slice(index, index + 1);
  return {
    ...verdict,
    subjects,
    findings: verdict.findings.filter(({ subject }) => subject === index).map((finding) => ({ ...finding, subject: 0 })),
    notEvaluated: verdict.notEvaluated.filter(({ subject }) => subject === index).map((gap) => ({ ...gap, subject: 0 })),
  };
};

/** What the change brings and the policy denies now, waivers that have ended included. */
const introducedBy = async (
  deps: Reader,
  tenant: string,
  before: Verdict,
  verdict: Verdict,
  { standing, question }: Candidate,
): Promise<readonly JudgedFinding[]> => {
  const after = only(verdict, question.digest);
  const denied = new Set([
    ...after.findings.filter(({ effect }) => effect === 'deny').map(({ fingerprint }) => fingerprint),
    ...standing.ended.filter(({ effect }) => effect === 'deny').map(({ finding }) => finding.fingerprint),
  ]);
  const { entries } = diffVerdicts(before, after, await packagesBefore(deps, tenant, before));
  return entries.filter(({ status, finding }) => status === 'introduced' && denied.has(finding.fingerprint)).map(({ finding }) => finding);
};

const otherPolicy = (before: Verdict, after: Verdict): string =>
  before.policy.digest === after.policy.digest ? '' : ' (judged by another version of the policy)';

const namesShown = 5;

const shown = (findings: readonly JudgedFinding[]): string => {
  const names = [...new Set(findings.map(({ rule, vulnerability }) => vulnerability?.id ?? rule))];
  return `${names.slice(0, namesShown).join(', ')}${names.length > namesShown ? ' …' : ''}`;
};
