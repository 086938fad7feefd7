import { expect, it } from 'vitest';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { explainVerdict } from '../../lib/verdict/explain.ts';
import { imageEvidence, inputOf, match, matched, policyOf, waiverOf } from './input.ts';

const policy = policyOf({ thresholds: { vulnerability: { deny: 'high', warn: 'low', fixableOnly: true } }, unknownSeverityAs: 'high' });
const verdict = evaluate(
  inputOf({
    evidence: [imageEvidence()],
    advisories: [matched(match('CVE-1', 'unknown'), match('CVE-2', 'critical'))],
    waivers: [waiverOf({ rule: 'CVE-2' }, { id: 'wvr_1' })],
    policy,
  }),
);

it('goes from the subject to the decision, one step after the other', () => {
  const steps = explainVerdict(verdict, policy);
  expect(steps.map(({ step }) => step).filter((step, index, all) => step !== all[index - 1])).toEqual([
    'subject',
    'policy',
    'data',
    'finding',
    'reason',
    'decision',
  ]);
});

it('shows what became of each finding: severity, threshold, mode, waiver, effect', () => {
  const chains = explainVerdict(verdict, policy).flatMap((step) => (step.step === 'finding' ? [step.chain] : []));
  const thresholds = 'thresholds: deny from high, warn from low, with a fix only';
  expect(new Set(chains)).toEqual(
    new Set([
      ['severity unknown, counts as high', thresholds, 'mode enforce', 'effect deny'],
      ['severity critical', thresholds, 'mode enforce', 'waived by wvr_1 (alice): accepted for the test', 'no effect'],
    ]),
  );
});

it('leaves out what it cannot know without the policy', () => {
  const chains = explainVerdict(verdict, null).flatMap((step) => (step.step === 'finding' ? [step.chain.length] : []));
  expect(chains.sort()).toEqual([3, 4]);
});
