import { getVerdict } from '../history/get.ts';
import type { LatestVerdict } from '../history/latest.ts';
import type { Caller } from '../model/actor.ts';
import type { JudgedFinding, Reason, Verdict } from '../model/verdict.ts';
import { isExpired, type Waiver } from '../model/waiver.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { judgeFinding } from '../verdict/judge.ts';
import { waiverBook } from '../verdict/waiver.ts';
import { viewWaiver, waiverOf, waiverRecord } from '../waiver/record.ts';
import type { Question } from './question.ts';

type WaivedFinding = JudgedFinding & { readonly waiver: NonNullable<JudgedFinding['waiver']> };
type Reader = Pick<Deps, 'table' | 'clock'>;

/** A finding that a verdict let pass for a waiver that was revoked, has ended or is not for this environment, and what it does now. */
export type EndedFinding = { readonly finding: JudgedFinding; readonly effect: 'deny' | 'warn' };

export const endedFindings = async (
  deps: Reader,
  caller: Caller,
  latest: LatestVerdict,
  question: Question,
): Promise<readonly EndedFinding[]> => {
  if (!latest.isWaived) return [];
  // The gate's own reading: whoever may ask the gate need not be allowed to read verdicts.
  const { verdict } = await getVerdict(deps, { ...caller, scopes: ['verdict:read'] }, latest.verdictId);
  const waived = verdict.findings
    .filter((finding) => isWaived(finding))
    .filter(({ subject }) => verdict.subjects[subject]?.digest === question.digest);
  const stored = await storedWaivers(deps, caller.tenant, waived);
  return waived.flatMap((finding): EndedFinding[] => {
    const effect = effectNow(finding, verdict, stored, question, deps.clock.now());
    return effect === 'none' ? [] : [{ finding, effect }];
  });
};

export const endedReasons = (ended: readonly EndedFinding[]): readonly Reason[] =>
  (['deny', 'warn'] as const).flatMap((effect): Reason[] => {
    const count = ended.filter((one) => one.effect === effect).length;
    if (count === 0) return [];
    return [
      {
        code: 'waiver-ended',
        effect,
        count,
        message: `${count} waived before, by waivers that have ended since or are for another environment`,
      },
    ];
  });

const isWaived = (finding: JudgedFinding): finding is WaivedFinding => finding.waiver !== null;

const effectNow = (
  finding: WaivedFinding,
  verdict: Verdict,
  stored: ReadonlyMap<string, Waiver>,
  { policy, environment }: { readonly policy: CompiledPolicy; readonly environment: string | null },
  now: number,
): JudgedFinding['effect'] => {
  const { waiver: mark } = finding;
  if (mark.origin !== 'stored' && !isExpired(mark, now)) return finding.effect;
  const waiver = stored.get(mark.id);
  const facts = { subject: verdict.subjects[finding.subject], namespace: undefined, environment, now };
  return judgeFinding(finding, policy, waiverBook(waiver ? [withoutNamespace(waiver)] : []), facts).finding.effect;
};

/** The namespace was compared when the verdict was made, and a finding does not move. */
const withoutNamespace = (waiver: Waiver): Waiver => {
  const { namespace: _, ...scope } = waiver.scope;
  return { ...waiver, scope };
};

const batchMost = 100;

const storedWaivers = async (deps: Reader, tenant: string, waived: readonly WaivedFinding[]): Promise<ReadonlyMap<string, Waiver>> => {
  const ids = [...new Set(waived.map(({ waiver }) => waiver.id))];
  const found = new Map<string, Waiver>();
  for (let start = 0; start < ids.length; start += batchMost) {
    const items = await deps.table.batchGet(ids.slice(start, start + batchMost).map((id) => keys.waiver(tenant, id)));
    for (const item of items) {
      const view = viewWaiver(decode(waiverRecord, item), deps.clock.now());
      if (view.state === 'active') found.set(view.id, waiverOf(view));
    }
  }
  return found;
};
