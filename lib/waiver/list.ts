import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Waiver } from '../model/waiver.ts';
import type { Deps } from '../ports/deps.ts';
import type { PageKey } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { viewWaiver, type WaiverRecord, type WaiverState, type WaiverView, waiverOf, waiverRecord } from './record.ts';

export type WaiverPage = { readonly items: readonly WaiverView[]; readonly next?: PageKey };

/** `expiringWithinDays`: only active ones that end by then. A page may hold fewer than `limit` (1 to 100) and still have a next one. */
export type WaiverQuery = {
  readonly limit: number;
  readonly after?: PageKey | undefined;
  readonly state?: WaiverState | undefined;
  readonly expiringWithinDays?: number | undefined;
};

const dayMs = 86_400_000;

/** Newest first; what has ended stays in the list. */
export const listWaivers = async (deps: Pick<Deps, 'table' | 'clock'>, caller: Caller, query: WaiverQuery): Promise<WaiverPage> => {
  requireScope(caller, 'waiver:read');
  const now = deps.clock.now();
  const page = await pageOfWaivers(deps, caller.tenant, { limit: query.limit, after: query.after });
  const items = page.items
    .map((item) => viewWaiver(decode(waiverRecord, item), now))
    .filter((waiver) => query.state === undefined || waiver.state === query.state)
    .filter((waiver) => query.expiringWithinDays === undefined || endsWithin(waiver, now + query.expiringWithinDays * dayMs));
  return { items, ...(page.next && { next: page.next }) };
};

const endsWithin = ({ state, expiresAt }: WaiverView, until: number): boolean =>
  state === 'active' && expiresAt !== null && Date.parse(expiresAt) <= until;

/** Throws AppError `not-found`. */
export const getWaiver = async (deps: Pick<Deps, 'table' | 'clock'>, caller: Caller, id: string): Promise<WaiverView> => {
  requireScope(caller, 'waiver:read');
  const item = await deps.table.get(keys.waiver(caller.tenant, id));
  if (!item) throw new AppError('not-found', 'there is no such waiver');
  return viewWaiver(decode(waiverRecord, item), deps.clock.now());
};

/** What a verdict of this tenant is evaluated with: waivers that are neither revoked nor past their end. */
export const activeWaivers = async (deps: Pick<Deps, 'table' | 'clock'>, tenant: string): Promise<readonly Waiver[]> => {
  const now = deps.clock.now();
  const records = await allWaivers(deps, tenant);
  return records.filter((record) => viewWaiver(record, now).state === 'active').map(waiverOf);
};

export const allWaivers = async (deps: Pick<Deps, 'table'>, tenant: string): Promise<readonly WaiverRecord[]> => {
  const records: WaiverRecord[] = [];
  let after: PageKey | undefined;
  do {
    const page = await pageOfWaivers(deps, tenant, { after });
    for (const item of page.items) records.push(decode(waiverRecord, item));
    after = page.next;
  } while (after);
  return records;
};

const pageOfWaivers = (deps: Pick<Deps, 'table'>, tenant: string, { limit, after }: { limit?: number; after?: PageKey | undefined }) =>
  deps.table.query({
    partition: keys.waiver(tenant, 'wvr').pk,
    descending: true,
    ...(limit !== undefined && { limit }),
    ...(after && { after }),
  });
