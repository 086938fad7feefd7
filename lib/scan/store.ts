import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import type { WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { type ScanRecord, scanRecord } from './record.ts';

/** A scan as it was read; `version` guards the next write. */
export type HeldScan = { readonly record: ScanRecord; readonly version: number };

export const readScan = async (deps: Pick<Deps, 'table'>, tenant: string, id: string): Promise<HeldScan | undefined> => {
  const item = await deps.table.get(keys.scan(tenant, id));
  return item && { record: decode(scanRecord, item), version: item.version };
};

/** As `readScan`, for callers: throws AppError `not-found`. */
export const findScan = async (deps: Pick<Deps, 'table'>, tenant: string, id: string): Promise<HeldScan> => {
  const held = await readScan(deps, tenant, id);
  if (held === undefined) throw new AppError('not-found', 'there is no such scan');
  return held;
};

/** Writes the record only over the one that was read: of two that move a scan on, one wins. */
export const putScan = (held: HeldScan, change: Partial<ScanRecord>): WriteAction => ({
  kind: 'put',
  when: { version: held.version },
  item: {
    ...keys.scan(held.record.tenant, held.record.id),
    version: held.version + 1,
    body: { ...held.record, ...change },
  },
});
