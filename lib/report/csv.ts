import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import type { Report } from './report.ts';
import { checkOf, outcomeOf, placeOf, subjectOf, worstFirst } from './summary.ts';
import { visible } from './visible.ts';

const columns: readonly { readonly title: string; value(finding: JudgedFinding, verdict: Verdict): string | number | undefined }[] = [
  { title: 'outcome', value: outcomeOf },
  { title: 'severity', value: ({ severity }) => severity },
  { title: 'check', value: checkOf },
  { title: 'rule', value: ({ rule }) => rule },
  { title: 'aliases', value: ({ aliases }) => aliases.join(' ') },
  { title: 'subject', value: (finding, verdict) => subjectOf(verdict, finding)?.ref },
  { title: 'digest', value: (finding, verdict) => subjectOf(verdict, finding)?.digest },
  { title: 'object', value: ({ object }) => object },
  { title: 'container', value: ({ container }) => container },
  { title: 'place', value: (finding, verdict) => placeOf(verdict, finding) },
  { title: 'package', value: (finding) => finding.package?.name },
  { title: 'version', value: (finding) => finding.package?.version },
  { title: 'fixed in', value: (finding) => finding.package?.fixedIn ?? undefined },
  { title: 'cvss', value: ({ vulnerability }) => vulnerability?.cvss },
  { title: 'epss', value: ({ vulnerability }) => vulnerability?.epss },
  { title: 'known exploited', value: ({ vulnerability }) => (vulnerability?.kev ? 'yes' : undefined) },
  { title: 'message', value: ({ message }) => message },
  { title: 'remediation', value: ({ remediation }) => remediation },
  { title: 'waiver', value: ({ waiver }) => waiver?.reason },
  { title: 'waived until', value: ({ waiver }) => waiver?.expiresAt },
  { title: 'fingerprint', value: ({ fingerprint }) => fingerprint },
];

/** A line for each finding. Source: RFC 4180. */
export const csv: Report = {
  name: 'csv',
  mediaTypes: ['text/csv'],
  extension: 'csv',
  render: (verdict) =>
    [
      columns.map(({ title }) => title),
      ...worstFirst(verdict.findings).map((finding) => columns.map(({ value }) => value(finding, verdict))),
    ]
      .map((row) => `${row.map((value) => cell(value ?? '')).join(',')}\r\n`)
      .join(''),
};

// Spreadsheets run a cell that begins like a formula, full-width forms too. Source: OWASP, "CSV Injection".
const formula = /^[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]/;

const cell = (value: string | number): string => {
  if (typeof value === 'number') return String(value);
  const written = visible(value);
  const safe = formula.test(value) || formula.test(written) ? `'${written}` : written;
  return /[",\n\r;']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
