import { type Decision, decisions, type ReasonCode, type Verdict } from '../model/verdict.ts';

export const worse = (a: Decision, b: Decision): Decision => (decisions.indexOf(a) >= decisions.indexOf(b) ? a : b);

// These reasons come from findings; a finding names its subject. All others stand for the change as a whole.
const fromFindings = new Set<ReasonCode>([
  'severity-threshold',
  'rule-denied',
  'vulnerability-denied',
  'below-threshold',
  'no-findings',
  'waived',
]);

/**
 * The decision as far as one subject of the change goes: a gate that asks about the image alone is not told the manifests' findings.
 * What cannot be laid to a subject counts for each, so this is never better than the truth.
 */
export const subjectDecision = (verdict: Verdict, subject: number): Decision => {
  if (verdict.subjects.length === 1) return verdict.decision;
  const own = verdict.findings
    .filter((finding) => finding.subject === subject)
    .map(({ effect }): Decision => (effect === 'none' ? 'allow' : effect));
  const whole = verdict.reasons.filter(({ code }) => !fromFindings.has(code)).map(({ effect }) => effect);
  return [...own, ...whole].reduce(worse, 'allow');
};
