import { type Digest, digestOf } from '../model/digest.ts';
import type { AdvisoryMatches, Evidence, ManifestEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { Subject } from '../model/subject.ts';
import type { Verdict } from '../model/verdict.ts';
import { productVersion } from '../model/version.ts';
import type { Waiver } from '../model/waiver.ts';
import type { Change } from '../rule/rule.ts';
import { runRules } from '../rule/run.ts';
import { parseChange } from './change.ts';
import { inlineWaivers } from './inline.ts';
import type { EvaluationInput } from './input.ts';
import { type Judgement, judgeFinding } from './judge.ts';
import { sortFindings, sortGaps, sortProblems } from './order.ts';
import {
  decide,
  emptyReasons,
  errorReasons,
  findingReasons,
  gapReasons,
  missingReasons,
  refusedReasons,
  silenceReasons,
  sortReasons,
  staleReasons,
  unseenReasons,
  withoutSubjects,
} from './reason.ts';
import { vendorDigest } from './registry/digest.ts';
import { mergeVendor } from './registry/merge.ts';
import { signatureGaps, signersIn } from './signature.ts';
import { unheardVex } from './unheard-vex.ts';
import { vulnerabilityFindings, vulnerabilityGaps } from './vulnerability.ts';
import { waiverBook } from './waiver.ts';

/** The answer to "may this go?". Pure and total: no clock, no randomness, nothing read or written; equal inputs give equal bytes. */
export const evaluate = (input: EvaluationInput): Verdict => {
  const { policy, evidence, advisories, now } = input;
  const subjects = [...evidence, ...input.missing].map(({ subject }) => subject);
  const { change: parsed, problems, gaps: unread } = parseChange(evidence);
  const change = { ...parsed, occasion: { now, namespace: input.namespace ?? null } };
  const ruled = runRules(change, policy.rules, policy.imageSignatures);
  const unseen = signatureGaps(ruled.notEvaluated, evidence, policy);
  const signers = signersIn(evidence, policy);
  const baselines = policy.baseline === null ? null : (input.baselines?.get(policy.baseline) ?? []);
  const vulnerable = mergeVendor(vulnerabilityFindings(evidence, advisories, baselines), input);
  const otherGaps = [...unread, ...ruled.notEvaluated, ...vulnerabilityGaps(evidence, advisories)];
  const gaps = [...otherGaps, ...vulnerable.silent];
  const findings = [...ruled.findings, ...vulnerable.findings];
  const unheard = unheardVex(advisories, policy);
  const inline = inlineWaivers(change, policy, now);
  const judgements = judgeAll(findings, subjects, change, { ...input, waivers: [...input.waivers, ...inline.waivers] });
  const reasons = sortReasons([
    ...findingReasons(judgements),
    ...missingReasons(input),
    ...staleReasons(input),
    ...errorReasons(problems, policy),
    ...gapReasons(
      (policy.registryFindings.missing === null ? gaps : otherGaps).filter((gap) => !unseen.includes(gap)),
      policy,
    ),
    ...unseenReasons(unseen, policy),
    ...silenceReasons(vulnerable.silent, policy),
    ...refusedReasons(inline.refused),
    ...emptyReasons(input, judgements.length),
  ]);
  return {
    decision: decide(reasons),
    policy: { name: policy.name, digest: policy.digest },
    evaluatedAt: new Date(now).toISOString(),
    subjects,
    findings: sortFindings(judgements.map(({ finding }) => finding)),
    reasons: subjects.length > 1 ? reasons : reasons.map(withoutSubjects),
    notEvaluated: sortGaps(gaps),
    errors: sortProblems([...problems, ...inline.refused]),
    ...(unheard.length > 0 && { unmatchedVex: unheard }),
    ...(signers.length > 0 && { signers }),
    inputs: {
      evidence: evidence.map(evidenceDigest),
      waivers: waiversDigest(input.waivers),
      advisories: advisoriesDigest(advisories),
      ...(input.vendor && input.vendor.length > 0 && { registry: vendorDigest(input.vendor, subjects) }),
      ...(baselines && baselines.length > 0 && { baseline: digestOf(baselines.map(({ subject, digest }) => ({ subject, digest }))) }),
      rules: `plimsoll@${productVersion}`,
    },
  };
};

const judgeAll = (
  findings: readonly Finding[],
  subjects: readonly Subject[],
  change: Change,
  input: EvaluationInput,
): readonly Judgement[] => {
  const { policy, environment, now } = input;
  const waivers = waiverBook(input.waivers);
  const namespaces = new Map(change.bundle?.objects.map(({ id, namespace }) => [id, namespace]));
  return findings.map((finding) => {
    const namespace = (finding.object !== undefined && namespaces.get(finding.object)) || input.namespace || undefined;
    return judgeFinding(finding, policy, waivers, { subject: subjects[finding.subject], namespace, environment, now });
  });
};

/** An image's digest and its inspector stand for what was seen in it; hashing megabytes of packages again would tell nothing more. */
const evidenceDigest = (one: Evidence): Digest => {
  const { subject, inspector } = one;
  // Who has signed a VEX document decides whether a policy hears it.
  const attached =
    one.kind === 'image'
      ? [
          ...(one.content.attached ?? []).map(({ digest }) => digest),
          ...(one.content.vex ?? []).map(({ digest, key }) => `${digest} ${key ?? ''}`),
          ...(one.content.signatures ? [digestOf(one.content.signatures)] : []),
        ]
      : [];
  return digestOf({
    kind: subject.kind,
    digest: subject.digest,
    inspector,
    ...(attached.length > 0 && { attached }),
    ...(one.kind === 'manifests' && besideObjects(one)),
  });
};

const besideObjects = ({ previous, request, cluster }: ManifestEvidence): { readonly [part: string]: Digest } => ({
  ...(previous && { previous: digestOf(previous) }),
  ...(request && { request: digestOf(request) }),
  ...(cluster && cluster.length > 0 && { cluster: digestOf(cluster) }),
});

const waiversDigest = (waivers: readonly Waiver[]): Digest => digestOf(waivers.map(digestOf).sort());

/** The database's digest; of several, the digest of their list. Null when none was asked. */
const advisoriesDigest = (advisories: readonly AdvisoryMatches[]): Digest | null => {
  const used = [...new Set(advisories.flatMap(({ database }) => (database ? [database.digest] : [])))].sort();
  const [only] = used;
  if (only === undefined) return null;
  return used.length === 1 ? only : digestOf(used);
};
