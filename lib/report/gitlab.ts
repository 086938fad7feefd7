import type { JsonObject } from '../model/json.ts';
import type { Severity } from '../model/severity.ts';
import type { Subject } from '../model/subject.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import type { Report } from './report.ts';
import { subjectOf, titleOf, worstFirst } from './summary.ts';
import { visible } from './visible.ts';

// Source: GitLab security report schemas 15.x, container scanning. A report that does not fit is dropped by GitLab without failing the job.
const schemaVersion = '15.0.7';
const longestName = 255;
const longestDescription = 1_048_576;
const longestSolution = 7_000;
/** The others would be ignored. Source: gitlab-org/gitlab, `Vulnerabilities::Finding::MAX_NUMBER_OF_IDENTIFIERS`. */
const mostIdentifiers = 20;

/** The first `most` characters, of a text that is cut first so that a long one is not taken apart whole. */
const begin = (text: string, most: number): string => [...visible(text.slice(0, 2 * most))].slice(0, most).join('');

const severityWord: { readonly [severity in Severity]: string } = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
  unknown: 'Unknown',
};

/** Vulnerabilities of images for GitLab's `artifacts:reports:container_scanning`; it has no place for other findings, and waived ones are left out. */
export const gitlab: Report = {
  name: 'gitlab',
  mediaTypes: ['application/vnd.gitlab.container-scanning+json'],
  extension: 'json',
  render: (verdict, { toolVersion }) => {
    const vulnerable = worstFirst(verdict.findings).filter((finding) => finding.vulnerability && finding.package);
    const tool = { id: 'plimsoll', name: 'Plimsoll', version: toolVersion, vendor: { name: 'Plimsoll' } };
    const at = verdict.evaluatedAt.slice(0, 19);
    const report = {
      version: schemaVersion,
      scan: {
        type: 'container_scanning',
        status: 'success',
        start_time: at,
        end_time: at,
        analyzer: tool,
        scanner: tool,
        messages: messages(verdict),
      },
      vulnerabilities: vulnerable.filter(({ waiver }) => !waiver).map((finding) => vulnerability(verdict, finding)),
      remediations: [],
    };
    return `${JSON.stringify(report, null, 2)}\n`;
  },
};

const messages = (verdict: Verdict): readonly JsonObject[] => {
  const waived = verdict.findings.filter(({ waiver, vulnerability: facts }) => waiver && facts).length;
  return [
    { level: 'info', value: `decision: ${verdict.decision}, policy: ${visible(verdict.policy.name)}` },
    ...(waived > 0 ? [{ level: 'info', value: `${waived} waived and not listed` }] : []),
    ...verdict.errors.map(({ message }) => ({ level: 'warn', value: visible(message) || 'error' })),
  ];
};

const vulnerability = (verdict: Verdict, finding: JudgedFinding): JsonObject => {
  const ids = [finding.vulnerability?.id ?? finding.rule, ...finding.aliases].filter((id, at, all) => id !== '' && all.indexOf(id) === at);
  const identifiers = ids.slice(0, mostIdentifiers).map((id) => identifier(visible(id)));
  const solution = finding.package?.fixedIn ? `Update ${finding.package.name} to ${finding.package.fixedIn}.` : finding.remediation;
  return {
    id: finding.fingerprint.slice(7),
    name: begin(titleOf(finding, {}), longestName),
    description: begin(finding.message, longestDescription),
    severity: severityWord[finding.severity],
    solution: begin(solution, longestSolution),
    location: {
      dependency: {
        package: { name: visible(finding.package?.name ?? 'unknown') },
        version: visible(finding.package?.version ?? 'unknown'),
      },
      operating_system: operatingSystem(finding),
      image: imageName(subjectOf(verdict, finding)),
    },
    identifiers: identifiers.length > 0 ? identifiers : [identifier('unnamed')],
    links: identifiers.flatMap(({ url }) => (url ? [{ url }] : [])),
  };
};

/** The distribution of the package, from its purl: `distro=debian-12`. */
const operatingSystem = (finding: JudgedFinding): string => {
  const [, distribution] = /[?&]distro=([^&#]+)/.exec(finding.package?.purl ?? '') ?? [];
  const [, type] = /^pkg:([^/]+)\//.exec(finding.package?.purl ?? '') ?? [];
  return visible(distribution ?? type ?? '') || 'unknown';
};

// The schema wants a name with a colon in it: a tag or a digest.
const imageName = (subject: Subject | undefined): string => {
  if (subject?.kind !== 'image') return 'unknown:unknown';
  return /^[^:]+(:\d+[^:]*)?:[^:]+$/.test(subject.ref)
    ? visible(subject.ref)
    : `${visible(subject.repository).replaceAll(':', '_')}@${subject.digest}`;
};

const identifierKinds = [
  { form: /^CVE-\d{4}-\d+$/i, type: 'cve', address: (id: string) => `https://nvd.nist.gov/vuln/detail/${id}` },
  { form: /^GHSA(-[0-9a-z]{4}){3}$/i, type: 'ghsa', address: (id: string) => `https://github.com/advisories/${id}` },
] as const;

const identifier = (id: string): { readonly type: string; readonly name: string; readonly value: string; readonly url?: string } => {
  const kind = identifierKinds.find(({ form }) => form.test(id));
  if (kind) return { type: kind.type, name: id, value: id, url: kind.address(id) };
  return { type: /^[A-Z]+(?=-)/.exec(id)?.[0].toLowerCase() ?? 'plimsoll', name: id, value: id };
};
