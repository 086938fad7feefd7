import type { NotEvaluated } from '../model/finding.ts';
import {
  type Decision,
  decisions,
  type InputProblem,
  type JudgedFinding,
  type Reason,
  type ReasonCode,
  type SubjectCount,
} from '../model/verdict.ts';
import { underMode } from '../policy/act.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { signatureRule } from '../rule/image/signature.ts';
import type { EvaluationInput, MissingEvidence } from './input.ts';
import type { Judgement } from './judge.ts';
import { type CountedCode, countedMessage } from './reason-text.ts';

/** The worst of the reasons' effects; an answer without any reason is no answer. */
export const decide = (reasons: readonly Reason[]): Decision =>
  reasons.reduce<Decision | null>((worst, { effect }) => (worst === null || rank(effect) > rank(worst) ? effect : worst), null) ??
  'unknown';

const rank = (decision: Decision): number => decisions.indexOf(decision);

type Places = Iterable<{ readonly subject: number }>;

const told = (code: CountedCode, effect: Decision, places: Places): readonly Reason[] => reasonOf(code, effect, countsOf(places));

const reasonOf = (code: CountedCode, effect: Decision, subjects: readonly SubjectCount[]): readonly Reason[] => {
  const count = subjects.reduce((sum, one) => sum + one.count, 0);
  return count === 0 ? [] : [{ code, effect, count, message: countedMessage(code, effect, count), subjects }];
};

const countsOf = (places: Places): readonly SubjectCount[] => {
  const counts = new Map<number, number>();
  for (const { subject } of places) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return [...counts].map(([subject, count]) => ({ subject, count })).sort((a, b) => a.subject - b.subject);
};

/** A reason a kind of claim and effect. */
export const findingReasons = (judgements: readonly Judgement[]): readonly Reason[] => {
  const groups = new Map<CountedCode, Map<Decision, JudgedFinding[]>>();
  for (const { finding, claim } of judgements) {
    const code = groupOf(finding, claim);
    const effect = finding.effect === 'none' ? 'allow' : finding.effect;
    const effects = groups.get(code) ?? new Map<Decision, JudgedFinding[]>();
    groups.set(code, effects);
    const group = effects.get(effect);
    if (group) group.push(finding);
    else effects.set(effect, [finding]);
  }
  return [...groups].flatMap(([code, effects]) => [...effects].flatMap(([effect, findings]) => told(code, effect, findings)));
};

const groupOf = ({ effect, waiver }: JudgedFinding, claim: Judgement['claim']): CountedCode => {
  if (effect !== 'none') return claim.code;
  if (waiver !== null) return 'waived';
  if (claim.code === 'not-decisive') return claim.code;
  if (claim.code === 'not-affected' || claim.code === 'not-linked') return claim.code;
  return claim.effect === 'none' ? 'below-threshold' : 'audit-only';
};

const missingCodes = {
  unknown: 'subject-unknown',
  stale: 'evidence-stale',
  error: 'evaluation-error',
  unsupported: 'subject-unsupported',
} as const satisfies { [why in MissingEvidence['why']]: ReasonCode };

/** One reason a subject that nothing is known of; missing subjects come after those with evidence. */
export const missingReasons = ({ evidence, missing, policy }: EvaluationInput): readonly Reason[] =>
  missing.map(({ subject, why, reason }, index) => ({
    code: missingCodes[why],
    effect: underMode(policy.actions[why], policy.mode),
    message: `${subject.ref}: ${reason}`,
    subjects: [{ subject: evidence.length + index, count: 1 }],
  }));

const nothingJudged: Reason = { code: 'subject-unknown', effect: 'unknown', message: 'nothing was handed in to be judged' };
/** Of a subject that was looked at and has no reason of another kind. */
export const nothingFound: Reason = { code: 'no-findings', effect: 'allow', message: 'no rule found anything' };

/** Why there is nothing to tell: nothing was found, or nothing was there. */
export const emptyReasons = ({ evidence, missing }: EvaluationInput, findings: number): readonly Reason[] => {
  if (evidence.length + missing.length === 0) return [nothingJudged];
  return evidence.length > 0 && findings === 0
    ? [{ ...nothingFound, subjects: countsOf(evidence.map((_, subject) => ({ subject }))) }]
    : [];
};

/** A time that cannot be read is stale. */
const isOlder = (time: string, seconds: number | null, now: number): boolean =>
  seconds !== null && !(now - Date.parse(time) <= seconds * 1000);

export const staleReasons = ({ evidence, advisories, vendor = [], policy, now }: EvaluationInput): readonly Reason[] => {
  const effect = underMode(policy.actions.stale, policy.mode);
  const old = evidence.flatMap((one, subject) =>
    one.kind === 'image' && isOlder(one.observedAt, policy.maxEvidenceAgeSeconds, now) ? [{ subject, ref: one.subject.ref }] : [],
  );
  const oldBuilds = new Map<string, { readonly subject: number }[]>();
  for (const { database, subject } of advisories) {
    // Who asks for fresh advisories is not served by none.
    const said = database ? `the advisories are of ${database.builtAt}` : 'no advisory database is loaded';
    if (isOlder(database?.builtAt ?? '', policy.maxAdvisoryAgeSeconds, now))
      oldBuilds.set(said, [...(oldBuilds.get(said) ?? []), { subject }]);
  }
  const oldScans = vendor.flatMap(({ subject, report }) => {
    const at = report.kind === 'complete' ? report.completedAt : null;
    const ref = evidence[subject]?.subject.ref;
    return at !== null && policy.registryFindings.decides !== 'own' && isOlder(at, policy.maxEvidenceAgeSeconds, now)
      ? [{ subject, ref: `${ref}: its registry` }]
      : [];
  });
  return [
    ...[...old, ...oldScans].map(
      ({ subject, ref }): Reason => ({
        code: 'evidence-stale',
        effect,
        message: `${ref}: was last inspected too long ago`,
        subjects: countsOf([{ subject }]),
      }),
    ),
    ...[...oldBuilds].map(
      ([message, places]): Reason => ({
        code: 'advisories-stale',
        effect,
        message,
        subjects: countsOf(places),
      }),
    ),
  ];
};

export const errorReasons = (problems: readonly InputProblem[], { actions, mode }: CompiledPolicy): readonly Reason[] =>
  told('evaluation-error', underMode(actions.error, mode), problems);

export const gapReasons = (gaps: readonly NotEvaluated[], { actions, mode }: CompiledPolicy): readonly Reason[] =>
  told('not-evaluated', underMode(actions.notEvaluated, mode), gaps);

/** Of images whose signers the policy names, where nobody could see whether they have signed. The mode is the rule's. */
export const unseenReasons = (gaps: readonly NotEvaluated[], { actions, rules, mode }: CompiledPolicy): readonly Reason[] =>
  told('not-evaluated', underMode(actions.signatureUnread, rules.find(({ rule }) => rule.id === signatureRule)?.mode ?? mode), gaps);

/** Of images on which the registry's scanner is silent, where the policy says that this is more than a gap. */
export const silenceReasons = (silent: readonly NotEvaluated[], { mode, registryFindings }: CompiledPolicy): readonly Reason[] =>
  registryFindings.missing === null ? [] : told('registry-silent', underMode(registryFindings.missing, mode), silent);

/** What is not waived stands, so nothing is left open; it is told because somebody believes it waived. */
export const refusedReasons = (refused: readonly InputProblem[]): readonly Reason[] => told('waiver-refused', 'allow', refused);

/** The worst first, then by code and message. */
export const sortReasons = (reasons: readonly Reason[]): readonly Reason[] =>
  [...reasons].sort((a, b) => rank(b.effect) - rank(a.effect) || compare(a.code, b.code) || compare(a.message, b.message));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of a verdict with one subject everything is about it; of a part's own reasons too. */
export const withoutSubjects = ({ subjects: _, ...reason }: Reason): Reason => reason;
