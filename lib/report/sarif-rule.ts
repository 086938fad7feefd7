import type { JsonObject } from '../model/json.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';
import type { JudgedFinding } from '../model/verdict.ts';
import type { RuleInfo } from '../rule/rule.ts';
import { groupBy } from './group.ts';
import type { RenderContext } from './report.ts';
import { checkOf, ruleOf } from './summary.ts';

// Source: GitHub docs, "SARIF support for code scanning": fullDescription has 1,024 characters at most, ten tags are kept.
const longestDescription = 1024;
const mostTags = 10;

// In the middle of GitHub's ranges: over 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, 0.1 to 3.9 low. Ours decides, not a CVSS score that a vendor corrected.
const securitySeverity: { readonly [severity in Severity]: string | undefined } = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: undefined,
  unknown: undefined,
};

export const sarifLevel = (severity: Severity): 'error' | 'warning' | 'note' =>
  severity === 'critical' || severity === 'high' ? 'error' : severity === 'medium' ? 'warning' : 'note';

/** The rules that findings refer to, each once, and where each is. A vulnerability is a rule of its own, so that alerts can be closed one by one. */
export const sarifRules = (
  findings: readonly JudgedFinding[],
  context: Pick<RenderContext, 'rules'>,
): { readonly list: readonly JsonObject[]; indexOf(finding: JudgedFinding): number } => {
  const groups = groupBy(findings, checkOf);
  const places = new Map([...groups.keys()].map((id, index) => [id, index]));
  return {
    list: [...groups].map(([id, [first, ...rest]]) =>
      first ? descriptor(id, first, worst([first, ...rest]), ruleOf(first, context)) : {},
    ),
    indexOf: (finding) => places.get(checkOf(finding)) ?? -1,
  };
};

const worst = (findings: readonly JudgedFinding[]): Severity =>
  findings.map(({ severity }) => severity).reduce((a, b) => (compareSeverity(a, b) >= 0 ? a : b));

const descriptor = (id: string, finding: JudgedFinding, severity: Severity, rule: RuleInfo | undefined): JsonObject => {
  const title = finding.vulnerability ? finding.message : (rule?.title ?? finding.rule);
  // A policy of another engine says why, and not how to mend.
  const help = finding.vulnerability ? finding.remediation : rule?.remediation || finding.remediation || rule?.severityReason;
  const score = securitySeverity[severity];
  const tags = ['security', ...(rule ? [rule.category] : []), ...finding.aliases].filter(
    (tag, at, all) => tag !== '' && all.indexOf(tag) === at,
  );
  return {
    id: id || 'unnamed',
    shortDescription: { text: title || id || 'unnamed' },
    fullDescription: { text: [...(rule?.severityReason ?? finding.message)].slice(0, longestDescription).join('') || id || 'unnamed' },
    help: { text: help || 'See the message.' },
    ...(rule?.reference && { helpUri: rule.reference }),
    defaultConfiguration: { level: sarifLevel(severity) },
    properties: { tags: tags.slice(0, mostTags), precision: 'very-high', ...(score && { 'security-severity': score }) },
  };
};
