import type { Caller } from '../model/actor.ts';
import type { Deps } from '../ports/deps.ts';
import { readDue } from '../store/due.ts';
import { endActions } from './end.ts';
import { isHere } from './here.ts';
import { lookAgainMs } from './hold.ts';
import { decodeLater, forgetLater } from './later.ts';
import { decodeLease, isLive, type Lease, readLease, renewLease } from './lease.ts';
import { isTerminal, type ScanRecord } from './record.ts';
import { requeueScan } from './retry.ts';
import { sendScan } from './send.ts';
import { readScan } from './store.ts';

const perShard = 25;
const longestMs = 6 * 60 * 60_000;

/**
 * Looks at scans that nobody has touched for long: their message may be lost, or they have run out of time. Each further look comes
 * after twice the time, so that a long queue is not doubled. Gives how many it sent again or ended.
 */
export const sweepScans = async (deps: Deps): Promise<number> => {
  const due = await readDue(deps.table, 'scan', deps.clock.now(), perShard);
  let moved = 0;
  for (const item of due) {
    const { tenant, scanId } = decodeLease(item).record;
    if (isHere(deps, { tenant, scanId })) continue;
    // The index may be stale: what counts is the lease as it is now.
    const lease = await readLease(deps, tenant, scanId);
    if (lease && !isLive(lease, deps.clock.now()) && (await sweepOne(deps, lease))) moved += 1;
  }
  return moved + (await sweepLater(deps));
};

/** Scans that ended because something was away, and whose time to be tried again has come. */
const sweepLater = async (deps: Deps): Promise<number> => {
  let moved = 0;
  for (const found of await readDue(deps.table, 'later', deps.clock.now(), perShard)) {
    const item = await deps.table.get({ pk: found.pk, sk: found.sk });
    const later = item && decodeLater(item);
    if (later === undefined || later.at > deps.clock.now()) continue;
    const { tenant, scanId } = later;
    const held = await readScan(deps, tenant, scanId);
    const isOver = held === undefined || !isTerminal(held.record.state) || held.record.state === 'succeeded';
    if (isOver) await deps.table.write([forgetLater(later)]);
    else if (await requeueScan(deps, callerOf(held.record), held, held.record.retries + 1)) moved += 1;
  }
  return moved;
};

const callerOf = ({ tenant, requestId }: ScanRecord): Caller => ({
  tenant,
  actor: { kind: 'system', job: 'sweeper' },
  scopes: ['scan:write'],
  requestId,
});

const sweepOne = async (deps: Deps, lease: Lease): Promise<boolean> => {
  const { tenant, scanId, sweeps } = lease.record;
  const held = await readScan(deps, tenant, scanId);
  const now = deps.clock.now();
  if (held === undefined || isTerminal(held.record.state)) return false;
  if (Date.parse(held.record.deadlineAt) <= now) {
    const reason = { code: 'timed-out', message: 'the scan was not finished in time' } as const;
    return (await deps.table.write(endActions(deps, held, 'timed_out', reason))).kind === 'written';
  }
  const next = Math.min(now + Math.min(longestMs, lookAgainMs * 2 ** sweeps), Date.parse(held.record.deadlineAt));
  if ((await renewLease(deps, lease, 0, next, sweeps + 1)) === undefined) return false;
  await sendScan(deps, { tenant, id: scanId });
  return true;
};
