import { type Caller, requireScope } from '../model/actor.ts';
import type { JsonObject } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';
import { keys, lists } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { positionOf, readList } from '../store/time-list.ts';
import { type ScanState, type ScanView, scanRecord, viewOf } from './record.ts';

/** Times in milliseconds since the epoch, `since` inclusive and `until` exclusive; `limit` 1 to 100. */
export type ScanFilter = {
  readonly state?: ScanState | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: JsonObject | undefined;
};

export type ScanPage = { readonly items: readonly ScanView[]; readonly next?: JsonObject };

/** Scans as they are now, newest first. A page may hold fewer than `limit`, even none, and still have a next one. */
export const listScans = async (deps: Pick<Deps, 'table'>, caller: Caller, filter: ScanFilter): Promise<ScanPage> => {
  requireScope(caller, 'scan:read');
  const { limit, since, until } = filter;
  const after = filter.after && positionOf(filter.after);
  const page = await readList(deps.table, { tenant: caller.tenant, list: lists.scans, limit, since, until, after });
  const found = await deps.table.batchGet(page.items.map(({ sk }) => keys.scan(caller.tenant, sk)));
  const items = found.map((item) => viewOf(decode(scanRecord, item))).filter((scan) => matches(filter, scan));
  return { items, ...(page.next && { next: { ...page.next } }) };
};

const matches = ({ state, since, until }: ScanFilter, scan: ScanView): boolean => {
  const at = Date.parse(scan.createdAt);
  return (state === undefined || scan.state === state) && (since === undefined || at >= since) && (until === undefined || at < until);
};
