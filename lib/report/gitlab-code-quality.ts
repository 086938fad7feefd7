import type { JsonObject } from '../model/json.ts';
import type { Severity } from '../model/severity.ts';
import type { JudgedFinding } from '../model/verdict.ts';
import { anchorOf } from './anchor.ts';
import type { Report } from './report.ts';
import { checkOf, worstFirst } from './summary.ts';
import { visible } from './visible.ts';

const severityWord: { readonly [severity in Severity]: string } = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
  unknown: 'info',
};

/** Findings at a line, for GitLab's `artifacts:reports:codequality`, which shows them in the merge request. Waived ones are left out. Source: GitLab docs, "Code Quality report format". */
export const gitlabCodeQuality: Report = {
  name: 'gitlab-code-quality',
  mediaTypes: ['application/vnd.gitlab.code-quality+json'],
  extension: 'json',
  uses: ['sources', 'layers'],
  render: (verdict, context) => {
    const issues = worstFirst(verdict.findings)
      .filter(({ waiver }) => !waiver)
      .flatMap((finding): JsonObject[] => {
        const anchor = anchorOf(verdict, finding, context);
        return anchor ? [issue(finding, anchor)] : [];
      });
    return `${JSON.stringify(issues, null, 2)}\n`;
  },
};

const issue = (finding: JudgedFinding, { file, line }: { readonly file: string; readonly line: number }): JsonObject => ({
  type: 'issue',
  check_name: visible(checkOf(finding)) || 'unnamed',
  description: visible([finding.message, finding.remediation].filter(Boolean).join(' ')) || 'No message.',
  categories: ['Security'],
  fingerprint: finding.fingerprint.slice(7),
  severity: severityWord[finding.severity],
  location: { path: visible(file.replaceAll('\\', '/').replace(/^(\.?\/)+/, '')) || 'unnamed', lines: { begin: line } },
});
