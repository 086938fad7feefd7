import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { WriteAction } from '../ports/table.ts';
import { outboxEvent } from '../webhook/outbox.ts';
import { tryLater } from './later.ts';
import { closeLease } from './lease.ts';
import type { EndReason, TerminalState } from './record.ts';
import { type HeldScan, putScan } from './store.ts';

/** What ends a scan without a verdict, for one transaction. */
export const endActions = (
  deps: Pick<Deps, 'clock' | 'ids'>,
  held: HeldScan,
  state: TerminalState,
  reason: EndReason,
): readonly WriteAction[] => {
  const { tenant, id, requestId, images, files, subjects, environment } = held.record;
  return [
    putScan(held, { state, reason, updatedAt: instant(deps.clock) }),
    closeLease(tenant, id),
    ...tryLater(deps, held.record, state, reason),
    // Whoever cancels knows; all other ends are news.
    ...(state === 'cancelled'
      ? []
      : outboxEvent(deps, tenant, 'scan.failed', { scanId: id, requestId, state, reason, images, files, subjects, environment })),
  ];
};
