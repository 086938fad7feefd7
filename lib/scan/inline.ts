import { matchImage } from '../advisory/match.ts';
import { auditRecord } from '../audit/record.ts';
import { recordVerdict } from '../history/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Evidence, SourceFile } from '../model/evidence.ts';
import type { Verdict } from '../model/verdict.ts';
import { activePolicies, policyByName } from '../policy-version/active.ts';
import { policyAsked } from '../policy-version/named.ts';
import type { Advisories } from '../ports/advisories.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { namespacesIn, parseChange } from '../verdict/change.ts';
import { withMergePatches } from '../verdict/merge-patch.ts';
import { evaluateStrictest } from '../verdict/strictest.ts';
import { activeWaivers } from '../waiver/list.ts';
import { textEvidence } from './documents.ts';
import { noAdvisories } from './judging.ts';
import { repositoriesOf } from './repositories.ts';

/** A change without images: all that is judged is in the request. `record` false: nothing is written. */
export type InlineChange = {
  readonly manifests: readonly SourceFile[];
  readonly dockerfile: SourceFile | null;
  readonly sbom?: SourceFile | null;
  /** What is told of the cluster that the manifests go to. */
  readonly cluster?: readonly SourceFile[];
  readonly environment: string | null;
  readonly namespace: string | null;
  readonly labels: { readonly [name: string]: string };
  readonly policy: string | null;
  readonly record: boolean;
  /** How the answer writes the patches of manifests; a recorded verdict keeps them as JSON patches. */
  readonly patches?: 'json' | 'strategic';
};

/** `id` is null when nothing was recorded. */
export type InlineVerdict = { readonly verdict: Verdict; readonly id: string | null };

type InlineDeps = Deps & { readonly advisories?: Advisories | undefined };

/** Judges at once what needs no inspection. `deps.advisories`: against what the packages of a bill of materials are looked up. Throws AppError `invalid-request` for nothing to judge, `not-found` for an unknown policy. */
export const evaluateInline = async (deps: InlineDeps, caller: Caller, change: InlineChange): Promise<InlineVerdict> => {
  requireScope(caller, 'scan:write');
  const { manifests, dockerfile, sbom = null, cluster = [], environment, namespace } = change;
  if (manifests.length === 0 && dockerfile === null && sbom === null)
    throw new AppError('invalid-request', 'nothing to judge: give manifests, a dockerfile or an sbom');
  const evidence = textEvidence({ manifests, dockerfile, sbom, cluster }, instant(deps.clock));
  const advisories = evidence.flatMap((one, subject) =>
    one.kind === 'image' ? [matchImage(one.content, subject, deps.advisories ?? noAdvisories)] : [],
  );
  const policies = await policiesOf(deps, caller.tenant, change, evidence);
  const waivers = await activeWaivers(deps, caller.tenant);
  const verdict = evaluateStrictest(
    { evidence, missing: [], waivers, advisories, environment, namespace, now: deps.clock.now() },
    policies,
  );
  const answered =
    change.patches === 'strategic'
      ? { ...verdict, findings: withMergePatches(verdict.findings, parseChange(evidence).change.bundle) }
      : verdict;
  if (!change.record) return { verdict: answered, id: null };
  const input = { manifests, dockerfile, sbom, cluster, namespace };
  const recorded = await recordVerdict(deps, { tenant: caller.tenant, verdict, environment, scanId: null, input }, ({ id }) => [
    auditRecord(deps, caller, 'verdict.record', id, { decision: verdict.decision }),
  ]);
  if (recorded.kind === 'conflict') throw new AppError('unavailable', 'the verdict could not be recorded, try again');
  return { verdict: answered, id: recorded.id };
};

const policiesOf = async (deps: Deps, tenant: string, change: InlineChange, evidence: readonly Evidence[]) => {
  const { policy, environment, labels, namespace } = change;
  if (policy !== null) return [await policyAsked(policy, policyByName(deps, tenant, policy))];
  return activePolicies(deps, tenant, {
    repositories: repositoriesOf(evidence.map(({ subject }) => subject)),
    environment,
    labels,
    namespaces: () => namespacesIn(evidence, namespace),
  });
};
