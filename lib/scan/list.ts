import { type Caller, requireScope } from '../model/actor.ts';
import type { Deps } from '../ports/deps.ts';
import { keys, lists } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { isWithin, type Listed, type PageRequest, readList, type TimeSpan } from '../store/time-list.ts';
import { type ScanState, type ScanView, scanRecord, viewOf } from './record.ts';

export type ScanFilter = TimeSpan & PageRequest & { readonly state?: ScanState | undefined };

/** Scans as they are now, newest first. */
export const listScans = async (deps: Pick<Deps, 'table'>, caller: Caller, filter: ScanFilter): Promise<Listed<ScanView>> => {
  requireScope(caller, 'scan:read');
  const { limit, since, until, after } = filter;
  const page = await readList(deps.table, { tenant: caller.tenant, list: lists.scans, limit, since, until, after });
  const found = await deps.table.batchGet(page.items.map(({ sk }) => keys.scan(caller.tenant, sk)));
  return { ...page, items: found.map((item) => viewOf(decode(scanRecord, item))).filter((scan) => matches(filter, scan)) };
};

const matches = (filter: ScanFilter, { state, createdAt }: ScanView): boolean =>
  (filter.state === undefined || state === filter.state) && isWithin(filter, createdAt);
