import { getVerdict } from '../history/get.ts';
import { listVerdicts } from '../history/list.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import type { JsonObject } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';
import { allWaivers } from './list.ts';
import { viewWaiver, type WaiverView } from './record.ts';

/** `complete` is false when there were more verdicts than were looked at: what is listed may be used by one of them. */
export type UnusedWaivers = { readonly items: readonly WaiverView[]; readonly verdicts: number; readonly complete: boolean };

/** Each has to be read for what its waivers are. */
const mostVerdicts = 500;
const mostListed = 20_000;
const dayMs = 86_400_000;

/** Active waivers that accepted nothing in any verdict of the last days, and were there all the while. */
export const unusedWaivers = async (deps: Pick<Deps, 'table' | 'clock'>, caller: Caller, days: number): Promise<UnusedWaivers> => {
  requireScope(caller, 'waiver:read');
  const now = deps.clock.now();
  const since = now - days * dayMs;
  const candidates = (await allWaivers(deps, caller.tenant))
    .map((record) => viewWaiver(record, now))
    .filter(({ state, createdAt }) => state === 'active' && Date.parse(createdAt) <= since);
  // Nothing of the verdicts is shown but whether a waiver is in one.
  const reader: Caller = { ...caller, scopes: ['verdict:read'] };
  const used = new Set<string>();
  let verdicts = 0;
  let listed = 0;
  let after: JsonObject | undefined;
  do {
    const page = await listVerdicts(deps, reader, { limit: 100, since, after });
    listed += page.items.length;
    for (const { id, waived } of page.items) {
      if (waived === 0 || verdicts >= mostVerdicts) continue;
      verdicts += 1;
      for (const { waiver } of (await getVerdict(deps, reader, id)).verdict.findings) if (waiver) used.add(waiver.id);
    }
    after = page.next;
  } while (after !== undefined && verdicts < mostVerdicts && listed < mostListed);
  return { items: candidates.filter(({ id }) => !used.has(id)), verdicts, complete: after === undefined && verdicts < mostVerdicts };
};
