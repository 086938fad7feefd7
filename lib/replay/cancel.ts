import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import { hasEnded, type ReplayView, viewReplay } from './record.ts';
import { findReplay, putReplay } from './store.ts';

const mostTries = 5;

/** What was found so far stays. Cancelling what is cancelled is no error. Throws `not-found`; `conflict` when it has ended otherwise. */
export const cancelReplay = async (deps: Pick<Deps, 'table' | 'clock' | 'ids'>, caller: Caller, id: string): Promise<ReplayView> => {
  requireScope(caller, 'policy:write');
  for (let tries = 0; tries < mostTries; tries += 1) {
    const held = await findReplay(deps, caller.tenant, id);
    if (held.record.state === 'cancelled') return viewReplay(held.record);
    if (hasEnded(held.record.state)) throw new AppError('conflict', `this replay has ended: ${held.record.state}`);
    const reason = { code: 'cancelled', message: 'the replay was cancelled' } as const;
    const written = await deps.table.write([
      putReplay(deps, held, { state: 'cancelled', reason }),
      auditRecord(deps, caller, 'policy.replay-cancel', id),
    ]);
    if (written.kind === 'written') return viewReplay((await findReplay(deps, caller.tenant, id)).record);
  }
  throw new AppError('unavailable', 'the replay is moving too fast to cancel', { retryAfterSeconds: 1 });
};
