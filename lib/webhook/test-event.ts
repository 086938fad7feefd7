import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { showDelivery } from './deliveries.ts';
import { type Delivery, newDelivery } from './delivery.ts';
import { keptDays } from './limits.ts';
import { requireWebhook } from './record.ts';

/** Sends one endpoint a `webhook.test`, whatever it subscribes to; its delivery tells how it went. Throws `not-found`, `conflict` when it is disabled. */
export const testWebhook = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids'>,
  caller: Caller,
  id: string,
): Promise<Omit<Delivery, 'tenant'>> => {
  requireScope(caller, 'webhook:write');
  const { record } = await requireWebhook(deps, caller.tenant, id);
  if (record.disabled) throw new AppError('conflict', 'the webhook is disabled, enable it first');
  const { tenant } = caller;
  const now = deps.clock.now();
  const event = { id: deps.ids.next('evt'), tenant, type: 'webhook.test', at: instant(deps.clock), data: { webhookId: id } };
  const delivery = newDelivery(event, { id: event.id.replace(/^evt_/, 'dlv_'), tenant, webhookId: id, now });
  const expiresAt = Math.floor(now / 1000) + keptDays * 86_400;
  const written = await deps.table.write([
    // Not due: this event is for one endpoint and is never fanned out.
    { kind: 'put', when: 'absent', item: { ...keys.event(tenant, event.id), version: 1, body: event, expiresAt } },
    delivery.action,
    auditRecord(deps, caller, 'webhook.test', id),
  ]);
  if (written.kind === 'conflict') throw new AppError('conflict', 'the test could not be stored, try again');
  return showDelivery(delivery.record);
};
