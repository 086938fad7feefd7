import { auditRecord } from '../audit/record.ts';
import { recordVerdict } from '../history/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { SourceFile } from '../model/evidence.ts';
import type { Verdict } from '../model/verdict.ts';
import { activePolicy, policyByName } from '../policy-version/active.ts';
import type { Deps } from '../ports/deps.ts';
import { evaluate } from '../verdict/evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from '../verdict/evidence.ts';
import { activeWaivers } from '../waiver/list.ts';

/** A change without images: all that is judged is in the request. `record` false: nothing is written. */
export type InlineChange = {
  readonly manifests: readonly SourceFile[];
  readonly dockerfile: SourceFile | null;
  readonly environment: string | null;
  readonly labels: { readonly [name: string]: string };
  readonly policy: string | null;
  readonly record: boolean;
};

/** `id` is null when nothing was recorded. */
export type InlineVerdict = { readonly verdict: Verdict; readonly id: string | null };

/** Judges at once what needs no inspection. Throws AppError `invalid-request` for nothing to judge, `not-found` for an unknown policy. */
export const evaluateInline = async (deps: Deps, caller: Caller, change: InlineChange): Promise<InlineVerdict> => {
  requireScope(caller, 'scan:write');
  const { manifests, dockerfile, environment } = change;
  if (manifests.length === 0 && dockerfile === null)
    throw new AppError('invalid-request', 'nothing to judge: give manifests or a dockerfile');
  const verdict = evaluate({
    evidence: [...(manifests.length > 0 ? [manifestEvidence(manifests)] : []), ...(dockerfile ? [dockerfileEvidence(dockerfile)] : [])],
    missing: [],
    policy: await policyOf(deps, caller.tenant, change),
    waivers: await activeWaivers(deps, caller.tenant),
    advisories: [],
    environment,
    now: deps.clock.now(),
  });
  if (!change.record) return { verdict, id: null };
  const recorded = await recordVerdict(deps, { tenant: caller.tenant, verdict, environment, scanId: null }, ({ id }) => [
    auditRecord(deps, caller, 'verdict.record', id, { decision: verdict.decision }),
  ]);
  if (recorded.kind === 'conflict') throw new AppError('unavailable', 'the verdict could not be recorded, try again');
  return { verdict, id: recorded.id };
};

const policyOf = async (deps: Deps, tenant: string, { policy, environment, labels }: InlineChange) =>
  policy === null
    ? (await activePolicy(deps, tenant, { labels, ...(environment !== null && { environment }) })).policy
    : policyByName(deps, tenant, policy);
