import { getVerdict } from '../../history/get.ts';
import { recordVerdict } from '../../history/record.ts';
import type { Caller } from '../../model/actor.ts';
import { digestOf } from '../../model/digest.ts';
import type { AdvisoryMatches, Evidence } from '../../model/evidence.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Subject } from '../../model/subject.ts';
import type { VendorEvidence } from '../../model/vendor.ts';
import type { JudgedFinding, Verdict } from '../../model/verdict.ts';
import type { Deps } from '../../ports/deps.ts';
import { readEvidence } from '../../scan/evidence.ts';
import { judgeScan } from '../../scan/judge.ts';
import type { Judging } from '../../scan/step.ts';
import { readScan } from '../../scan/store.ts';
import { observeVendor, readVendor, vendorImages } from '../../scan/vendor.ts';
import { keys } from '../../store/keys.ts';
import { diffVerdicts, type VerdictDiff } from '../../verdict/diff.ts';
import { vendorDigest } from '../../verdict/registry/digest.ts';

/** `passed`: judged by these advisories already, or what it was judged from is not there any more. */
export type Rejudged = 'changed' | 'unchanged' | 'passed';

const caller = (tenant: string): Caller => ({
  tenant,
  actor: { kind: 'system', job: 'rejudge' },
  scopes: ['verdict:read'],
  requestId: 'rejudge',
});

/** What has changed. `registry`: what the scanners of its images' registries say; they are asked anew. */
export type RejudgeCause = 'advisory' | 'registry';

/** One verdict against today's advisories, policy and waivers. A new one is recorded, and announced once, only when it says something else. */
export const rejudgeVerdict = async (
  deps: Deps,
  judging: Judging,
  { tenant, verdictId, cause }: { readonly tenant: string; readonly verdictId: string; readonly cause: RejudgeCause },
): Promise<Rejudged> => {
  const { verdict: before, summary } = await getVerdict(deps, caller(tenant), verdictId);
  const { scanId, environment } = summary;
  const record = scanId === null ? undefined : (await readScan(deps, tenant, scanId))?.record;
  if (record === undefined) return 'passed';
  const { evidence, missing } = await readEvidence(deps, record);
  const advisories = await matchesOf(judging, evidence);
  const database = advisories.find((one) => one.database !== null)?.database?.digest;
  if (database === undefined && cause === 'advisory') return 'passed';
  const vendor = await vendorOf(deps, judging, tenant, evidence, cause);
  const registry = vendor.length === 0 ? undefined : vendorDigest(vendor, subjectsOf(evidence));
  if (before.inputs.advisories === (database ?? null) && before.inputs.registry === registry) return 'passed';
  const mark = keys.rejudged(tenant, verdictId, registry === undefined && database ? database : digestOf({ database, registry }));
  if ((await deps.table.get(mark)) !== undefined) return 'passed';
  const verdict = await judgeScan(judging, record, { evidence, missing, advisories, vendor, now: deps.clock.now() });
  const diff = diffVerdicts(before, verdict, { packagesBefore: purlsOf(evidence) });
  if (isSame(before, verdict, diff)) {
    await deps.table.write([{ kind: 'put', item: { ...mark, version: 1, body: {} } }]);
    return 'unchanged';
  }
  const because = { cause, before: verdictId, difference: differenceOf(diff) } as const;
  const result = await recordVerdict(deps, { tenant, verdict, environment, scanId, because }, (made) => [
    { kind: 'put', when: 'absent', item: { ...mark, version: 1, body: { by: made.id } } },
  ]);
  return result.kind === 'recorded' ? 'changed' : 'passed';
};

const matchesOf = async (judging: Judging, evidence: readonly Evidence[]): Promise<readonly AdvisoryMatches[]> => {
  const found: AdvisoryMatches[] = [];
  for (const [subject, one] of evidence.entries()) if (one.kind === 'image') found.push(await judging.advisories(one, subject));
  return found;
};

const subjectsOf = (evidence: readonly Evidence[]): readonly Subject[] => evidence.map(({ subject }) => subject);

const vendorOf = async (
  deps: Deps,
  { vendor }: Judging,
  tenant: string,
  evidence: readonly Evidence[],
  cause: RejudgeCause,
): Promise<readonly VendorEvidence[]> => {
  const subjects = subjectsOf(evidence);
  if (vendor && cause === 'registry')
    for (const { image } of vendorImages(vendor, subjects)) await observeVendor(deps, vendor, tenant, image);
  return readVendor(deps, vendor, tenant, subjects);
};

const purlsOf = (evidence: readonly Evidence[]): ReadonlySet<string> =>
  new Set(evidence.flatMap((one) => (one.kind === 'image' ? one.content.packages.map(({ purl }) => purl) : [])));

/** A fix that became known is news too, though the finding is the same. */
const isSame = (before: Verdict, after: Verdict, { counts, entries }: VerdictDiff): boolean => {
  if (before.decision !== after.decision || entries.length !== counts['still-there']) return false;
  const text = ({ findings }: Verdict): string =>
    JSON.stringify(
      findings.map(({ fingerprint, severity, package: found, vulnerability }) => [
        fingerprint,
        severity,
        found?.fixedIn,
        vulnerability?.kev,
        vulnerability?.foundBy,
        vulnerability?.severities,
        vulnerability?.vex?.status,
        vulnerability?.linked,
      ]),
    );
  return text(before) === text(after);
};

const idsShown = 100;

/** What a receiver needs to decide whom to wake; the whole difference is a call away. */
const differenceOf = ({ from, counts, entries }: VerdictDiff): JsonObject => ({
  decision: from.decision,
  counts,
  newlyDisclosed: [
    ...new Set(
      entries.flatMap(({ status, finding }) =>
        status === 'newly-disclosed' && !isRuledOut(finding) ? [finding.vulnerability?.id ?? finding.rule] : [],
      ),
    ),
  ].slice(0, idsShown),
});

/** Nobody is to be woken for code that is not there, or of which a document says that it does nothing. */
const isRuledOut = ({ effect, vulnerability }: JudgedFinding): boolean =>
  effect === 'none' && (vulnerability?.linked === false || ['not_affected', 'fixed'].includes(vulnerability?.vex?.status ?? ''));
