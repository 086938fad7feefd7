import type { AdvisoryMatches } from '../model/evidence.ts';
import type { VendorEvidence } from '../model/vendor.ts';
import type { Verdict } from '../model/verdict.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { ChangeFacts } from '../policy/mapping.ts';
import type { Baseline } from '../verdict/baseline.ts';
import { namespacesIn } from '../verdict/change.ts';
import { evaluateStrictest } from '../verdict/strictest.ts';
import type { ScanEvidence } from './evidence.ts';
import type { ScanRecord } from './record.ts';
import { repositoriesOf } from './repositories.ts';
import type { Judging } from './step.ts';

type Seen = ScanEvidence & {
  readonly advisories: readonly AdvisoryMatches[];
  readonly vendor: readonly VendorEvidence[];
  readonly now: number;
};

/** What a scan has seen under the policies and waivers of now: its own verdict, and the same again when an advisory appears. */
export const judgeScan = async (judging: Judging, record: ScanRecord, seen: Seen): Promise<Verdict> => {
  const { tenant, environment, namespace } = record;
  const policies = await policiesOf(judging, record, seen);
  const baselines = await baselinesOf(judging, record, seen, policies);
  return evaluateStrictest({ ...seen, baselines, waivers: await judging.waivers(tenant), environment, namespace }, policies);
};

/** Each image against each thing that a policy measures by. */
const baselinesOf = async (
  judging: Judging,
  { tenant, createdAt }: ScanRecord,
  { evidence }: ScanEvidence,
  policies: readonly CompiledPolicy[],
): Promise<ReadonlyMap<string, readonly Baseline[]>> => {
  const found = new Map<string, readonly Baseline[]>();
  for (const named of new Set(policies.flatMap(({ baseline }) => baseline ?? []))) {
    const baselines: Baseline[] = [];
    for (const [subject, image] of evidence.entries()) {
      const one = image.kind === 'image' ? await judging.baseline?.({ tenant, subject, image, named, before: createdAt }) : undefined;
      if (one) baselines.push(one);
    }
    found.set(named, baselines);
  }
  return found;
};

/** All that what the scan has seen must satisfy. */
export const policiesOf = (judging: Judging, record: ScanRecord, seen: ScanEvidence): Promise<readonly CompiledPolicy[]> =>
  judging.policies(record.tenant, factsOf(record, seen), record.policy);

const factsOf = ({ subjects, environment, labels, namespace }: ScanRecord, { evidence }: ScanEvidence): ChangeFacts => ({
  repositories: repositoriesOf(subjects),
  environment,
  labels,
  namespaces: () => namespacesIn(evidence, namespace),
});
