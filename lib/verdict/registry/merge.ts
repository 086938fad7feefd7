import type { Finding, NotEvaluated } from '../../model/finding.ts';
import type { Package } from '../../model/image.ts';
import type { VendorFinding, VendorPackage } from '../../model/vendor.ts';
import type { EvaluationInput } from '../input.ts';
import { vulnerabilityRule } from '../vulnerability.ts';
import { packageFinder } from './package.ts';
import { inBoth, ownAlone } from './rated.ts';
import { theirsAlone } from './theirs.ts';
import { type CompleteReport, voiceOf } from './voice.ts';

/** `silent`: images of which the registry's scanner said nothing, though the policy or the asker expected it to. */
export type Merged = { readonly findings: readonly Finding[]; readonly silent: readonly NotEvaluated[] };

type Parts = Pick<EvaluationInput, 'evidence' | 'advisories' | 'vendor' | 'policy'>;

/**
 * One list of our own findings and the registry's. Two findings are one when they share an id and mean the same package. Of an image on which
 * the registry is silent, ours stay as they are: silence takes nothing away.
 */
export const mergeVendor = (own: readonly Finding[], input: Parts): Merged => {
  const { evidence, advisories, vendor = [], policy } = input;
  const isExpected = policy.registryFindings.missing !== null;
  if (vendor.length === 0 && !isExpected) return { findings: own, silent: [] };
  const merged: Finding[] = own.filter(({ subject }) => evidence[subject]?.kind !== 'image');
  const silent: NotEvaluated[] = [];
  for (const [subject, one] of evidence.entries()) {
    if (one.kind !== 'image') continue;
    const ours = own.filter((finding) => finding.subject === subject);
    const report = vendor.find((each) => each.subject === subject)?.report;
    if (report === undefined && !isExpected) {
      merged.push(...ours);
      continue;
    }
    const voice = voiceOf(
      report,
      advisories.find((each) => each.subject === subject),
    );
    if (voice.kind === 'silent') {
      merged.push(...ours);
      silent.push({ rule: vulnerabilityRule, subject, reason: voice.reason });
    } else merged.push(...mergeImage(ours, voice.report, one.content.packages, subject, policy.registryFindings.decides));
  }
  return { findings: merged, silent };
};

type Decides = EvaluationInput['policy']['registryFindings']['decides'];

const mergeImage = (
  own: readonly Finding[],
  report: CompleteReport,
  packages: readonly Package[],
  subject: number,
  decides: Decides,
): readonly Finding[] => {
  const finder = packageFinder(packages);
  const byId = findingsById(own);
  const both = new Map<Finding, Finding>();
  const theirs = new Map<string, Finding>();
  for (const found of sortedFindings(report.findings))
    for (const named of found.packages.length > 0 ? found.packages : [undefined]) {
      const known = named ? finder.find(named) : [];
      const places = new Set(known.map(({ purl, path }) => `${purl}\n${path}`));
      const same = idsOf(found)
        .flatMap((id) => byId.get(id) ?? [])
        .filter(({ package: ours }) => named === undefined || places.has(`${ours?.purl}\n${ours?.path}`));
      for (const one of same) both.set(one, inBoth(one, found, named?.fixedIn ?? null, report, decides));
      if (same.length > 0) continue;
      for (const package_ of exact(known, named)) {
        const finding = theirsAlone({ found, named, known: package_, subject }, report);
        theirs.set(finding.fingerprint, finding);
      }
    }
  const ours = own.map((finding) => (finding.rule === vulnerabilityRule ? (both.get(finding) ?? ownAlone(finding)) : finding));
  return [...ours, ...theirs.values()];
};

/** Of several statements about one package the last one stands: in an order that does not hang on the registry's. */
const sortedFindings = (findings: readonly VendorFinding[]): readonly VendorFinding[] =>
  findings
    .map((finding) => ({ finding, key: JSON.stringify(finding) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ finding }) => finding);

const findingsById = (own: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> => {
  const byId = new Map<string, Finding[]>();
  for (const finding of own)
    for (const id of finding.rule === vulnerabilityRule ? finding.aliases : []) {
      const key = id.toUpperCase();
      const shelf = byId.get(key);
      if (shelf) shelf.push(finding);
      else byId.set(key, [finding]);
    }
  return byId;
};

/** What a CVE is related to is not what it is; the ids that a distribution's bulletin names are what it is about. */
const idsOf = ({ id, aliases }: VendorFinding): readonly string[] => [
  ...new Set((/^CVE-/i.test(id) ? [id] : [id, ...aliases]).map((one) => one.toUpperCase())),
];

/** The package of that very name before all that were built from a source of that name. */
const exact = (known: readonly Package[], named: VendorPackage | undefined): readonly (Package | undefined)[] => {
  const same = known.filter(({ name }) => name === named?.name);
  return same.length > 0 ? same : known.length > 0 ? known : [undefined];
};
