import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import { endActions } from './end.ts';
import { isTerminal, type ScanView, viewOf } from './record.ts';
import { findScan } from './store.ts';

const mostTries = 5;

/**
 * Ends a scan at once, whoever works on it: the worker sees it at its next heartbeat or when it saves. Cancelling what is cancelled is
 * no error. Throws AppError `not-found`; `conflict` when the scan has ended otherwise.
 */
export const cancelScan = async (deps: Deps, caller: Caller, id: string): Promise<ScanView> => {
  requireScope(caller, 'scan:write');
  for (let tries = 0; tries < mostTries; tries += 1) {
    const held = await findScan(deps, caller.tenant, id);
    if (held.record.state === 'cancelled') return viewOf(held.record);
    if (isTerminal(held.record.state)) throw new AppError('conflict', `this scan has ended: ${held.record.state}`);
    const result = await deps.table.write([
      ...endActions(deps, held, 'cancelled', { code: 'cancelled', message: 'the scan was cancelled' }),
      auditRecord(deps, caller, 'scan.cancel', id),
    ]);
    if (result.kind === 'written') return viewOf((await findScan(deps, caller.tenant, id)).record);
  }
  throw new AppError('unavailable', 'the scan is moving too fast to cancel', { retryAfterSeconds: 1 });
};
