import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { lookAgainMs, queueMs } from './hold.ts';
import { forgetLater } from './later.ts';
import { openLease } from './lease.ts';
import { isTerminal, type ScanRecord, type ScanView, viewOf } from './record.ts';
import { sendScan } from './send.ts';
import { findScan, type HeldScan, putScan } from './store.ts';

/**
 * Queues a scan that ended without success once more, from its first step: tags are resolved anew. Throws AppError `not-found`;
 * `conflict` when it has not ended, or has succeeded.
 */
export const retryScan = async (deps: Deps, caller: Caller, id: string): Promise<ScanView> => {
  requireScope(caller, 'scan:write');
  const held = await findScan(deps, caller.tenant, id);
  const { state } = held.record;
  if (!isTerminal(state) || state === 'succeeded') throw new AppError('conflict', `a scan that is ${state} is not tried again`);
  const again = await requeueScan(deps, caller, held);
  if (again === undefined) throw new AppError('conflict', 'somebody else has just changed this scan');
  return viewOf(again);
};

/** Undefined when somebody else has changed it meanwhile. */
export const requeueScan = async (
  deps: Deps,
  caller: Caller,
  held: HeldScan,
  retries = held.record.retries,
): Promise<ScanRecord | undefined> => {
  const { id } = held.record;
  const change = {
    state: 'queued',
    updatedAt: instant(deps.clock),
    deadlineAt: new Date(deps.clock.now() + queueMs).toISOString(),
    attempt: 0,
    reason: null,
    missing: [],
    attached: null,
    verdictId: null,
    decision: null,
    releases: 0,
    retries,
  } satisfies Partial<ScanRecord>;
  const result = await deps.table.write([
    putScan(held, change),
    openLease(caller.tenant, id, deps.clock.now() + lookAgainMs),
    forgetLater({ tenant: caller.tenant, scanId: id }),
    auditRecord(deps, caller, 'scan.retry', id),
  ]);
  if (result.kind === 'conflict') return undefined;
  await sendScan(deps, held.record);
  return { ...held.record, ...change };
};
