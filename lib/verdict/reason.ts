import type { AdvisoryMatches, Evidence } from '../model/evidence.ts';
import type { NotEvaluated } from '../model/finding.ts';
import { type Decision, decisions, type InputProblem, type Reason, type ReasonCode } from '../model/verdict.ts';
import { underMode } from '../policy/act.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { EvaluationInput, MissingEvidence } from './input.ts';
import type { Judgement } from './judge.ts';

/** The worst of the reasons' effects; an answer without any reason is no answer. */
export const decide = (reasons: readonly Reason[]): Decision =>
  reasons.reduce<Decision | null>((worst, { effect }) => (worst === null || rank(effect) > rank(worst) ? effect : worst), null) ??
  'unknown';

const rank = (decision: Decision): number => decisions.indexOf(decision);

const several = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** A reason a kind of claim and effect, the worst first. */
export const findingReasons = (judgements: readonly Judgement[]): readonly Reason[] => {
  const count = (test: (judgement: Judgement) => boolean): number => judgements.filter(test).length;
  const reasons = claimCodes.flatMap((code) =>
    (['deny', 'warn'] as const).map((effect) => {
      const counted = count(({ finding, claim }) => finding.effect === effect && claim.code === code);
      return { code, effect, count: counted, message: `${several(counted, 'finding')}: ${claimTexts[code]}` };
    }),
  );
  const waived = count(({ finding }) => finding.waiver !== null);
  const recorded = count(({ finding, claim }) => finding.waiver === null && claim.effect !== 'none' && finding.effect === 'none');
  const below = count(({ finding, claim }) => finding.waiver === null && claim.effect === 'none');
  const quiet: readonly (Reason & { readonly count: number })[] = [
    { code: 'waived', effect: 'allow', count: waived, message: `${several(waived, 'finding')} accepted by a waiver` },
    { code: 'audit-only', effect: 'allow', count: recorded, message: `${several(recorded, 'finding')} would count, but the mode is audit` },
    { code: 'below-threshold', effect: 'allow', count: below, message: `${several(below, 'finding')} below every threshold` },
  ];
  return [...reasons, ...quiet].filter(({ count: counted }) => counted > 0);
};

const claimCodes = ['rule-denied', 'vulnerability-denied', 'severity-threshold'] as const;
const claimTexts = {
  'rule-denied': 'the policy stops this rule whatever it weighs',
  'vulnerability-denied': 'a condition on vulnerabilities holds',
  'severity-threshold': 'at or above a severity threshold',
} as const;

const missingCodes = {
  unknown: 'subject-unknown',
  stale: 'evidence-stale',
  error: 'evaluation-error',
  unsupported: 'subject-unsupported',
} as const satisfies { [why in MissingEvidence['why']]: ReasonCode };

/** One reason a subject that nothing is known of. */
export const missingReasons = (missing: readonly MissingEvidence[], policy: CompiledPolicy): readonly Reason[] =>
  missing.map(({ subject, why, reason }) => ({
    code: missingCodes[why],
    effect: underMode(policy.actions[why], policy.mode),
    message: `${subject.ref}: ${reason}`,
  }));

const nothingJudged: Reason = { code: 'subject-unknown', effect: 'unknown', message: 'nothing was handed in to be judged' };
const nothingFound: Reason = { code: 'no-findings', effect: 'allow', message: 'no rule found anything' };

/** Why there is nothing to tell: nothing was found, or nothing was there. */
export const emptyReasons = ({ evidence, missing }: EvaluationInput, findings: number): readonly Reason[] => {
  if (evidence.length + missing.length === 0) return [nothingJudged];
  return evidence.length > 0 && findings === 0 ? [nothingFound] : [];
};

/** A time that cannot be read is stale. */
const isOlder = (time: string, seconds: number | null, now: number): boolean =>
  seconds !== null && !(now - Date.parse(time) <= seconds * 1000);

export const staleReasons = (
  evidence: readonly Evidence[],
  advisories: readonly AdvisoryMatches[],
  policy: CompiledPolicy,
  now: number,
): readonly Reason[] => {
  const effect = underMode(policy.actions.stale, policy.mode);
  const old = evidence.filter((one) => one.kind === 'image' && isOlder(one.observedAt, policy.maxEvidenceAgeSeconds, now));
  const oldBuilds = new Set(
    advisories.flatMap(({ database }) =>
      database && isOlder(database.builtAt, policy.maxAdvisoryAgeSeconds, now) ? [database.builtAt] : [],
    ),
  );
  return [
    ...old.map(({ subject }): Reason => ({ code: 'evidence-stale', effect, message: `${subject.ref}: was last inspected too long ago` })),
    ...[...oldBuilds].sort().map((builtAt): Reason => ({ code: 'advisories-stale', effect, message: `the advisories are of ${builtAt}` })),
  ];
};

export const errorReasons = (problems: readonly InputProblem[], { actions, mode }: CompiledPolicy): readonly Reason[] =>
  problems.length === 0
    ? []
    : [
        {
          code: 'evaluation-error',
          effect: underMode(actions.error, mode),
          count: problems.length,
          message: `${several(problems.length, 'part')} of the input could not be read`,
        },
      ];

export const gapReasons = (gaps: readonly NotEvaluated[], { actions, mode }: CompiledPolicy): readonly Reason[] =>
  gaps.length === 0
    ? []
    : [
        {
          code: 'not-evaluated',
          effect: underMode(actions.notEvaluated, mode),
          count: gaps.length,
          message: `${several(gaps.length, 'statement')} could not be made`,
        },
      ];

/** The worst first, then by code and message. */
export const sortReasons = (reasons: readonly Reason[]): readonly Reason[] =>
  [...reasons].sort((a, b) => rank(b.effect) - rank(a.effect) || compare(a.code, b.code) || compare(a.message, b.message));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
