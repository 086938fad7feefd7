import * as z from 'zod';
import type { Deps } from '../ports/deps.ts';
import type { Item, WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';

/**
 * One for each scan that has not ended. It keeps two workers from the same work at once; what makes a step count once is the
 * record's version, so a lease that ended too early (a stalled process, a clock that jumped) costs work and nothing else.
 * Its place in the index `second` is when the sweep looks at the scan again.
 */
const leaseRecord = z.object({ tenant: z.string(), scanId: z.string(), until: z.number(), sweeps: z.number().int() });
export type LeaseRecord = z.infer<typeof leaseRecord>;
export type Lease = { readonly record: LeaseRecord; readonly version: number };

type LeaseDeps = Pick<Deps, 'table' | 'clock'>;

export const decodeLease = (item: Item): Lease => ({ record: decode(leaseRecord, item), version: item.version });

export const readLease = async (deps: LeaseDeps, tenant: string, scanId: string): Promise<Lease | undefined> => {
  const item = await deps.table.get(keys.scanLease(tenant, scanId));
  return item && decodeLease(item);
};

const leaseItem = (record: LeaseRecord, version: number, dueAt: number): Item => ({
  ...keys.scanLease(record.tenant, record.scanId),
  version,
  body: record,
  second: keys.due(record.scanId, dueAt),
});

/** With the scan's record, in one transaction. `dueAt`: when the sweep asks what became of it. */
export const openLease = (tenant: string, scanId: string, dueAt: number): WriteAction => ({
  kind: 'put',
  item: leaseItem({ tenant, scanId, until: 0, sweeps: 0 }, 1, dueAt),
});

/** With the record's last state, in one transaction. */
export const closeLease = (tenant: string, scanId: string): WriteAction => ({ kind: 'delete', key: keys.scanLease(tenant, scanId) });

/** Moves the lease's end and its next look; undefined when somebody else wrote it meanwhile, or the scan has ended. */
export const renewLease = async (deps: LeaseDeps, lease: Lease, until: number, dueAt: number, sweeps = 0): Promise<Lease | undefined> => {
  const next: Lease = { record: { ...lease.record, until, sweeps }, version: lease.version + 1 };
  const result = await deps.table.write([
    { kind: 'put', when: { version: lease.version }, item: leaseItem(next.record, next.version, dueAt) },
  ]);
  return result.kind === 'written' ? next : undefined;
};

/** No home holds work for longer. Source: AWS Lambda quotas, function time-out. */
const longestMs = 900_000;

/** An end that lies further ahead was written by a clock that was put back since. */
export const isLive = (lease: Lease, now: number): boolean => lease.record.until > now && lease.record.until <= now + longestMs;
