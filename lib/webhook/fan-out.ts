import { stringAt } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';
import type { Item, PageKey } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { type NewDelivery, newDelivery } from './delivery.ts';
import { readEvent, type WebhookEvent } from './event.ts';
import { keptDays } from './limits.ts';
import { wantsEvent } from './matches.ts';
import { readWebhook, type WebhookRecord } from './record.ts';

export type DeliveryPlace = { readonly tenant: string; readonly webhookId: string; readonly id: string };

type FanOutDeps = Pick<Deps, 'table' | 'clock'>;

/**
 * Makes the deliveries of an event that is due, one for each endpoint that wants it, and gives those to be tried now.
 * Safe to run again at any point: a delivery's id is its event's.
 */
export const fanOut = async (deps: FanOutDeps, item: Item): Promise<readonly DeliveryPlace[]> => {
  const event = readEvent(item.body);
  const now = deps.clock.now();
  const wanting = (await allWebhooks(deps, event.tenant)).filter((webhook) => wantsEvent(webhook, event));
  const made = wanting.flatMap((webhook) => deliveryFor(event, webhook, now));
  // Alone and not in one transaction: there may be more endpoints than a transaction has room for. A conflict means that it is there.
  await Promise.all(made.map(({ action }) => deps.table.write([action])));
  await finish(deps, item);
  return made.map(({ record }) => record).filter(({ state }) => state === 'pending');
};

// What an endpoint misses while it is disabled for failing is noted, so that it can be replayed; who switched it off by hand wants nothing.
const deliveryFor = (event: WebhookEvent, { id: webhookId, tenant, disabled }: WebhookRecord, now: number): readonly NewDelivery[] => {
  if (disabled && (disabled.reason === 'request' || now - Date.parse(disabled.at) > keptDays * 86_400_000)) return [];
  // The news that it was disabled is for the others.
  if (stringAt(event.data, 'webhookId') === webhookId) return [];
  const id = event.id.replace(/^evt_/, 'dlv_');
  return [newDelivery(event, { id, tenant, webhookId, now, state: disabled ? 'dropped' : 'pending' })];
};

/** The event stays for replay and is no longer due. */
const finish = async (deps: FanOutDeps, { second: _second, ...item }: Item): Promise<void> => {
  await deps.table.write([{ kind: 'put', when: { version: item.version }, item: { ...item, version: item.version + 1 } }]);
};

export const findEvent = async (deps: Pick<Deps, 'table'>, tenant: string, id: string): Promise<WebhookEvent | undefined> => {
  const item = await deps.table.get(keys.event(tenant, id));
  return item && readEvent(item.body);
};

export const allWebhooks = async (deps: Pick<Deps, 'table'>, tenant: string): Promise<readonly WebhookRecord[]> => {
  const found: WebhookRecord[] = [];
  let after: PageKey | undefined;
  do {
    const page = await deps.table.query({ partition: keys.webhook(tenant, 'all').pk, ...(after && { after }) });
    found.push(...page.items.map(({ body }) => readWebhook(body)));
    after = page.next;
  } while (after);
  return found;
};
