import { digestOf } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import { groupBy } from './group.ts';
import type { Report } from './report.ts';
import { checkOf } from './summary.ts';
import { visible } from './visible.ts';

/**
 * The vulnerabilities of a verdict with what was decided about each, as CycloneDX 1.6. A waiver accepts a vulnerability, it does not say that it cannot be
 * reached: accepted ones are `exploitable` with the response `will_not_fix`, all others `in_triage`.
 */
export const vex: Report = {
  name: 'vex',
  mediaTypes: ['application/vnd.cyclonedx+json'],
  extension: 'cdx.json',
  render: (verdict, { toolVersion }) => {
    const findings = verdict.findings.filter((finding) => finding.vulnerability && finding.package);
    const bom = {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: serialNumber(verdict),
      version: 1,
      metadata: {
        timestamp: verdict.evaluatedAt,
        tools: { components: [{ type: 'application', name: 'plimsoll', version: toolVersion }] },
        ...subjectComponent(verdict),
        properties: [
          { name: 'plimsoll:decision', value: verdict.decision },
          { name: 'plimsoll:policy', value: visible(verdict.policy.name) },
        ],
      },
      components: components(findings),
      vulnerabilities: [...groupBy(findings, checkOf).values()].flatMap(([first, ...rest]) =>
        first ? [vulnerability(first, [first, ...rest])] : [],
      ),
    };
    return `${JSON.stringify(bom, null, 2)}\n`;
  },
};

/** The same verdict has the same number. Source: RFC 9562 section 5.8, a UUID of version 8. */
const serialNumber = (verdict: Verdict): string => {
  const hex = digestOf([verdict.subjects, verdict.inputs, verdict.evaluatedAt]).slice(7);
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const subjectComponent = (verdict: Verdict): JsonObject => {
  const image = verdict.subjects.find(({ kind }) => kind === 'image');
  if (!image) return {};
  return { component: { type: 'container', 'bom-ref': image.digest, name: visible(image.ref), version: image.digest } };
};

const refOf = (finding: JudgedFinding): string => visible(finding.package?.purl ?? finding.fingerprint);

const components = (findings: readonly JudgedFinding[]): readonly JsonObject[] =>
  [...groupBy(findings, refOf)].flatMap(([ref, [first]]) => {
    const found = first?.package;
    return found ? [{ type: 'library', 'bom-ref': ref, name: visible(found.name), version: visible(found.version), purl: ref }] : [];
  });

const sources = [
  { form: /^CVE-/i, name: 'NVD', url: 'https://nvd.nist.gov/' },
  { form: /^GHSA-/i, name: 'GitHub', url: 'https://github.com/advisories' },
] as const;

const sourceOf = (id: string): JsonObject => {
  const known = sources.find(({ form }) => form.test(id));
  return known ? { name: known.name, url: known.url } : { name: 'OSV', url: 'https://osv.dev/' };
};

const vulnerability = (finding: JudgedFinding, all: readonly JudgedFinding[]): JsonObject => {
  const id = checkOf(finding);
  const facts = finding.vulnerability;
  const references = [...new Set(all.flatMap(({ aliases }) => aliases))].filter((alias) => alias !== id);
  const refs = [...new Set(all.map(refOf))];
  return {
    'bom-ref': finding.fingerprint,
    id: visible(id),
    source: sourceOf(id),
    references: references.map((alias) => ({ id: visible(alias), source: sourceOf(alias) })),
    ratings: [{ severity: finding.severity, method: 'other', ...(facts?.cvss !== undefined && { score: facts.cvss }) }],
    description: visible(finding.message),
    ...(finding.remediation && { recommendation: visible(finding.remediation) }),
    ...publishedAt(facts?.published),
    analysis: analysisOf(all),
    affects: refs.map((ref) => ({ ref })),
  };
};

const publishedAt = (published: string | undefined): JsonObject =>
  published !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(published) ? { published } : {};

/** A document's statement is passed on. Source: CycloneDX 1.6, `analysis.state`. */
const states = { not_affected: 'not_affected', fixed: 'resolved', affected: 'exploitable', under_investigation: 'in_triage' } as const;

/** Accepted only when every place of it is. */
const analysisOf = (all: readonly JudgedFinding[]): JsonObject => {
  const waivers = all.map(({ waiver }) => waiver);
  const [first] = waivers;
  const said = all[0]?.vulnerability?.vex;
  if (said && all.every(({ vulnerability }) => vulnerability?.vex?.status === said.status))
    return { state: states[said.status], detail: visible(`${said.document}${said.note === undefined ? '' : `: ${said.note}`}`) };
  if (all.every(({ vulnerability }) => vulnerability?.linked === false))
    return { state: 'not_affected', justification: 'code_not_present' };
  if (!first || waivers.some((waiver) => !waiver)) return { state: 'in_triage' };
  const until = first.expiresAt ? `, until ${first.expiresAt}` : '';
  return { state: 'exploitable', response: ['will_not_fix'], detail: visible(`Accepted by ${first.author}${until}: ${first.reason}`) };
};
