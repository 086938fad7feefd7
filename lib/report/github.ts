import type { Verdict } from '../model/verdict.ts';
import type { RenderContext, Report } from './report.ts';
import { sarifParts } from './sarif.ts';

/**
 * SARIF without what is waived: code scanning opens an alert for a result that is suppressed like for any other. Left out, the alert is closed, and opened
 * again when the waiver has ended. Source: github/codeql-action issue 1230; advanced-security/dismiss-alerts, which exists for this reason.
 */
export const github: Report = {
  name: 'github',
  mediaTypes: ['application/vnd.github.code-scanning+json'],
  extension: 'sarif',
  uses: ['sources', 'layers', 'rules'],
  render: (verdict, context) => [...parts(verdict, context)].join(''),
  parts,
};

function parts(verdict: Verdict, context: RenderContext): Iterable<string> {
  const findings = verdict.findings.filter(({ waiver }) => !waiver);
  const waived = verdict.findings.length - findings.length;
  return sarifParts({ ...verdict, findings }, context, waived > 0 ? [`${waived} waived and not listed`] : []);
}
