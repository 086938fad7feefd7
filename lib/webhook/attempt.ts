import type { Deps } from '../ports/deps.ts';
import type { Item } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { type Delivery, deliveryItem, readDelivery } from './delivery.ts';
import { readEvent, type WebhookEvent } from './event.ts';
import type { DeliveryPlace } from './fan-out.ts';
import { type Health, isPaused, readHealth } from './health.ts';
import { readWebhook, type WebhookRecord } from './record.ts';
import { send, timeoutMs } from './send.ts';
import { type Claimed, settle } from './settle.ts';

type AttemptDeps = Pick<Deps, 'table' | 'clock' | 'ids' | 'egress' | 'secrets' | 'log' | 'publicUrl'>;

// Longer than an attempt can take: who is overtaken after that was killed.
const leaseMs = 2 * timeoutMs;

/** Tries a delivery once when it is due. Any number of workers may call it at the same time: the one whose claim is written sends. */
export const attemptDelivery = async (deps: AttemptDeps, place: DeliveryPlace): Promise<void> => {
  const item = await deps.table.get(keys.delivery(place.tenant, place.webhookId, place.id));
  const delivery = item && readDelivery(item.body);
  if (!item || !delivery || !isDue(delivery, deps.clock.now())) return;
  const { webhook, health, event } = await surroundings(deps, delivery);
  if (!webhook || webhook.disabled || !event) return drop(deps, item, delivery);
  if (isPaused(health, deps.clock.now())) return postpone(deps, item, delivery, health);
  const claimed = await claim(deps, item, delivery);
  if (!claimed) return;
  const startedAt = deps.clock.now();
  const answer = await send(deps, webhook, event);
  const durationMs = Math.max(0, deps.clock.now() - startedAt);
  const attempt = { at: new Date(startedAt).toISOString(), durationMs, outcome: answer.outcome, status: answer.status };
  await settle(deps, claimed, attempt, answer);
  const { tenant, webhookId, id, eventType } = delivery;
  const number = claimed.delivery.attempts.length + 1;
  deps.log.info('webhook attempted', {
    tenant,
    webhookId,
    deliveryId: id,
    eventType,
    requestId: event.data['requestId'],
    number,
    ...answer,
    durationMs,
  });
};

const isDue = ({ state, nextAttemptAt }: Delivery, now: number): boolean =>
  state === 'pending' && nextAttemptAt !== null && Date.parse(nextAttemptAt) <= now;

type Surroundings = { readonly webhook: WebhookRecord | undefined; readonly health: Health; readonly event: WebhookEvent | undefined };

const surroundings = async (deps: AttemptDeps, { tenant, webhookId, eventId }: Delivery): Promise<Surroundings> => {
  const [webhook, health, event] = await Promise.all([
    deps.table.get(keys.webhook(tenant, webhookId)),
    deps.table.get(keys.webhookHealth(tenant, webhookId)),
    deps.table.get(keys.event(tenant, eventId)),
  ]);
  return { webhook: webhook && readWebhook(webhook.body), health: readHealth(health?.body), event: event && readEvent(event.body) };
};

const claim = async (deps: AttemptDeps, item: Item, delivery: Delivery): Promise<Claimed | undefined> => {
  const until = deps.clock.now() + leaseMs;
  const leased = { ...delivery, nextAttemptAt: new Date(until).toISOString() };
  const version = item.version + 1;
  return (await replace(deps, item, deliveryItem(leased, version, item.expiresAt, until)))
    ? { delivery, version, expiresAt: item.expiresAt }
    : undefined;
};

const drop = async (deps: AttemptDeps, item: Item, delivery: Delivery): Promise<void> => {
  await replace(deps, item, deliveryItem({ ...delivery, state: 'dropped', nextAttemptAt: null }, item.version + 1, item.expiresAt, null));
};

// Not an attempt: the endpoint rests. A little later than the pause ends, each by its own, so that they do not come all at once.
const postpone = async (deps: AttemptDeps, item: Item, delivery: Delivery, { pausedUntil }: Health): Promise<void> => {
  const [spread = 0] = deps.ids.random(1);
  const at = Date.parse(pausedUntil ?? delivery.createdAt) + spread * 40;
  await replace(deps, item, deliveryItem({ ...delivery, nextAttemptAt: new Date(at).toISOString() }, item.version + 1, item.expiresAt, at));
};

const replace = async (deps: AttemptDeps, before: Item, item: Item): Promise<boolean> =>
  (await deps.table.write([{ kind: 'put', when: { version: before.version }, item }])).kind === 'written';
