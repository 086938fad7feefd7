import { type Location, locationText } from '../model/location.ts';
import { compareSeverity, type Severity, severities } from '../model/severity.ts';
import type { Subject } from '../model/subject.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import { findRules } from '../rule/find.ts';
import type { RuleInfo } from '../rule/rule.ts';
import type { RenderContext } from './report.ts';

/** What a finding did, in the word that every report uses for it. */
export type Outcome = 'deny' | 'warn' | 'note' | 'waived';
export const outcomes: readonly Outcome[] = ['deny', 'warn', 'note', 'waived'];

export const outcomeOf = (finding: JudgedFinding): Outcome => {
  if (finding.waiver) return 'waived';
  return finding.effect === 'none' ? 'note' : finding.effect;
};

/** The id that people look a finding up by: the vulnerability's own, else the rule's. */
export const checkOf = (finding: JudgedFinding): string => finding.vulnerability?.id ?? finding.rule;

/** What is known of a finding's rule: of a built-in one always, of another engine's where the context has it. */
export const ruleOf = ({ rule }: JudgedFinding, { rules = [] }: Pick<RenderContext, 'rules'>): RuleInfo | undefined =>
  findRules(rule)[0] ?? rules.find(({ id }) => id === rule);

export const titleOf = (finding: JudgedFinding, context: Pick<RenderContext, 'rules'>): string => {
  if (finding.vulnerability) return finding.package ? `${finding.vulnerability.id} in ${finding.package.name}` : finding.vulnerability.id;
  return ruleOf(finding, context)?.title ?? finding.rule;
};

export const subjectOf = (verdict: Verdict, finding: { readonly subject: number }): Subject | undefined =>
  verdict.subjects[finding.subject];

/** Worst first: what decided before what was noted, then by severity, then in the verdict's own order. */
export const worstFirst = (findings: readonly JudgedFinding[]): readonly JudgedFinding[] =>
  [...findings].sort((a, b) => outcomes.indexOf(outcomeOf(a)) - outcomes.indexOf(outcomeOf(b)) || compareSeverity(b.severity, a.severity));

export const countOutcomes = (findings: readonly JudgedFinding[]): { readonly [outcome in Outcome]: number } => {
  const counts = { deny: 0, warn: 0, note: 0, waived: 0 };
  for (const finding of findings) counts[outcomeOf(finding)] += 1;
  return counts;
};

export const worstSeverities: readonly Severity[] = [...severities].reverse();

/** Severities that occur, worst first. Waived findings do not count. */
export const countSeverities = (findings: readonly JudgedFinding[]): readonly { readonly severity: Severity; readonly count: number }[] =>
  worstSeverities
    .map((severity) => ({ severity, count: findings.filter((one) => !one.waiver && one.severity === severity).length }))
    .filter(({ count }) => count > 0);

/** `1 deny, 3 warn`, outcomes that do not occur left out. */
export const outcomeText = (findings: readonly JudgedFinding[]): string => {
  const counts = countOutcomes(findings);
  const parts = outcomes.filter((outcome) => counts[outcome] > 0).map((outcome) => `${counts[outcome]} ${outcome}`);
  return parts.length > 0 ? parts.join(', ') : 'no findings';
};

/** Where a finding is, in a line that people can read and editors can open. */
export const placeOf = (verdict: Verdict, finding: { readonly subject: number; readonly location: Location }): string => {
  const { location } = finding;
  switch (location.kind) {
    case 'source':
      return locationText(location);
    case 'layer':
      return `${subjectOf(verdict, finding)?.ref ?? 'image'}: /${location.path}`;
    case 'config':
      return `${subjectOf(verdict, finding)?.ref ?? 'image'}: configuration ${location.pointer}`;
  }
};
