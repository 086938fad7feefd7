import type { Deps } from '../ports/deps.ts';
import { endActions } from './end.ts';
import { isLive, readLease } from './lease.ts';
import { isTerminal } from './record.ts';
import type { ScanJob } from './run.ts';
import { readScan } from './store.ts';

/** For a job from the dead letters: its scan ends, with a reason. False when somebody is at work on it after all; ask again then. */
export const giveUpScan = async (deps: Deps, { tenant, scanId }: ScanJob): Promise<boolean> => {
  const held = await readScan(deps, tenant, scanId);
  if (held === undefined || isTerminal(held.record.state)) return true;
  const lease = await readLease(deps, tenant, scanId);
  if (lease && isLive(lease, deps.clock.now())) return false;
  const reason = { code: 'internal', message: 'the scan could not be finished, however often it was tried' } as const;
  return (await deps.table.write(endActions(deps, held, 'failed', reason))).kind === 'written';
};
