import type { Finding } from '../model/finding.ts';
import { compareSeverity } from '../model/severity.ts';
import type { RuleSetting } from './setting.ts';

/** The rule that searches every file for secrets, and those that find one by knowing what the file means. */
const general = 'repository-secret';
const particular = new Set([
  'compose-secret-env',
  'df-secret-arg-env',
  'secret-literal-env',
  'secret-literal-args',
  'secret-in-configmap',
  'secret-in-annotation',
  'secret-manifest',
  'secret-store-literal',
]);

/** One secret is one finding: of the rule that knows the file, where that weighs as much and is enforced alike. */
export const withoutRepeats = (findings: Finding[], settings: readonly RuleSetting[]): Finding[] => {
  if (!findings.some(({ rule }) => rule === general)) return findings;
  const modes = new Map(settings.map(({ rule, mode }) => [rule.id, mode]));
  const known = new Map<string, Finding>();
  for (const finding of findings) {
    if (!particular.has(finding.rule) || modes.get(finding.rule) !== modes.get(general)) continue;
    for (const line of linesOf(finding)) {
      const other = known.get(line);
      if (!other || compareSeverity(finding.severity, other.severity) > 0) known.set(line, finding);
    }
  }
  return findings.filter((finding) => {
    if (finding.rule !== general) return true;
    const same = linesOf(finding)
      .map((line) => known.get(line))
      .find((one) => one !== undefined);
    return !same || compareSeverity(same.severity, finding.severity) < 0;
  });
};

const maxLines = 100;

/** The lines of a finding, as the file and the number. */
const linesOf = ({ location }: Finding): readonly string[] => {
  if (location.kind !== 'source') return [];
  const { file, line, endLine = line } = location;
  return Array.from({ length: Math.min(endLine - line + 1, maxLines) }, (_, at) => `${line + at} ${file}`);
};
