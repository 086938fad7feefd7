import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import { type DeliveryView, requireDelivery, showDelivery } from './deliveries.ts';
import type { Delivery } from './delivery.ts';
import { findEvent } from './fan-out.ts';
import { requireWebhook, type StoredWebhook } from './record.ts';
import { again, replayAction } from './replay-range.ts';

type ReplayDeps = Pick<Deps, 'table' | 'clock' | 'ids'>;

/** Sends one delivery's event again, under the same `webhook-id`. Throws `not-found` (also when the event has expired), `conflict` when the endpoint is disabled. */
export const replayDelivery = async (
  deps: ReplayDeps,
  caller: Caller,
  { webhookId, id }: { readonly webhookId: string; readonly id: string },
): Promise<DeliveryView> => {
  requireScope(caller, 'webhook:write');
  await requireEnabled(deps, caller, webhookId);
  const delivery = await requireDelivery(deps, caller.tenant, webhookId, id);
  if (!(await findEvent(deps, caller.tenant, delivery.eventId))) throw new AppError('not-found', 'the event of this delivery has expired');
  const { action, record } = again(deps, delivery, deps.clock.now());
  const written = await deps.table.write([action, auditRecord(deps, caller, 'webhook.replay', webhookId, { deliveryId: id })]);
  if (written.kind === 'conflict') throw new AppError('conflict', 'the replay could not be stored, try again');
  return showDelivery(record);
};

export type ReplayRange = {
  readonly webhookId: string;
  /** Milliseconds since the epoch: deliveries made in [since, until). */
  readonly since: number;
  readonly until: number;
  /** Default: those that did not arrive. */
  readonly states?: readonly Delivery['state'][] | undefined;
};

/** Sends again what was made for an endpoint in a range of time; done in the background, in batches. Throws `not-found`, `conflict`, `invalid-request`. */
export const replayDeliveries = async (deps: ReplayDeps, caller: Caller, range: ReplayRange): Promise<void> => {
  requireScope(caller, 'webhook:write');
  if (!(range.since < range.until))
    throw new AppError('invalid-request', 'since must be before until', { places: [{ pointer: '/since', message: 'not before until' }] });
  await requireEnabled(deps, caller, range.webhookId);
  const { webhookId, states = ['failed', 'dropped'] } = range;
  const since = new Date(range.since).toISOString();
  const until = new Date(range.until).toISOString();
  const written = await deps.table.write([
    replayAction(deps, { tenant: caller.tenant, webhookId, since, until, states: [...states] }),
    auditRecord(deps, caller, 'webhook.replay', webhookId, { since, until, states }),
  ]);
  if (written.kind === 'conflict') throw new AppError('conflict', 'the replay could not be stored, try again');
};

const requireEnabled = async (deps: ReplayDeps, caller: Caller, id: string): Promise<StoredWebhook> => {
  const stored = await requireWebhook(deps, caller.tenant, id);
  if (stored.record.disabled) throw new AppError('conflict', 'the webhook is disabled, enable it first');
  return stored;
};
