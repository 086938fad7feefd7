import { auditRecord } from '../audit/record.ts';
import type { Caller } from '../model/actor.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { Item, WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { type Attempt, type Delivery, deliveryItem } from './delivery.ts';
import { type Health, hasFailedLong, healthy, readHealth } from './health.ts';
import { outboxEvent } from './outbox.ts';
import { findWebhook, type StoredWebhook } from './record.ts';
import { nextDelayMs, pauseMs } from './schedule.ts';
import type { Answer } from './send.ts';

type SettleDeps = Pick<Deps, 'table' | 'clock' | 'ids'>;

/** A delivery as it was claimed: `version` is the claim's, so that a worker that was overtaken writes nothing. */
export type Claimed = { readonly delivery: Delivery; readonly version: number; readonly expiresAt: number | undefined };

// Other deliveries of the same endpoint change its health at the same time; each retry reads it anew.
const tries = 6;

/** Writes what came of an attempt: the delivery's next step, the endpoint's health and, when that is at an end, its disabling. One transaction. */
export const settle = async (deps: SettleDeps, claimed: Claimed, attempt: Attempt, answer: Answer): Promise<void> => {
  const { tenant, webhookId } = claimed.delivery;
  for (let round = 0; round < tries; round++) {
    const [healthItem, webhook] = await Promise.all([
      deps.table.get(keys.webhookHealth(tenant, webhookId)),
      findWebhook(deps, tenant, webhookId),
    ]);
    const before = readHealth(healthItem?.body);
    const health = nextHealth(deps, before, answer);
    const disabling = webhook && disablingReason(deps, webhook, health, answer);
    const written = await deps.table.write([
      { kind: 'put', when: { version: claimed.version }, item: nextItem(deps, claimed, attempt, answer) },
      ...healthAction(claimed.delivery, healthItem, before, health),
      ...(webhook && disabling ? disableActions(deps, webhook, disabling, claimed.delivery) : []),
    ]);
    if (written.kind === 'written' || written.action === 0) return;
  }
};

const nextItem = (deps: SettleDeps, { delivery, version, expiresAt }: Claimed, attempt: Attempt, answer: Answer): Item => {
  const attempts = [...delivery.attempts, attempt];
  const wait =
    answer.outcome === 'delivered' || answer.status === 410 ? undefined : nextDelayMs(deps.ids, attempts.length, answer.retryAfterMs);
  const dueAt = wait === undefined ? null : deps.clock.now() + wait;
  const state = answer.outcome === 'delivered' ? 'delivered' : dueAt === null ? 'failed' : 'pending';
  const nextAttemptAt = dueAt === null ? null : new Date(dueAt).toISOString();
  return deliveryItem({ ...delivery, attempts, state, nextAttemptAt }, version + 1, expiresAt, dueAt);
};

const nextHealth = (deps: SettleDeps, before: Health, answer: Answer): Health => {
  if (answer.outcome === 'delivered') return healthy;
  const failures = before.failures + 1;
  // Source: Standard Webhooks 1.0.0, "Throttling": 429, 502 and 504 ask for less; 503 comes with Retry-After too.
  const isThrottled = [429, 502, 503, 504].includes(answer.status ?? 0);
  const pause = pauseMs(deps.ids, failures, isThrottled, answer.retryAfterMs);
  return {
    failures,
    failingSince: before.failingSince ?? instant(deps.clock),
    pausedUntil: pause === 0 ? before.pausedUntil : new Date(deps.clock.now() + pause).toISOString(),
  };
};

const healthAction = (delivery: Delivery, item: Item | undefined, before: Health, health: Health): readonly WriteAction[] => {
  if (before.failures === 0 && health.failures === 0) return [];
  const key = keys.webhookHealth(delivery.tenant, delivery.webhookId);
  const version = (item?.version ?? 0) + 1;
  return [{ kind: 'put', when: item ? { version: item.version } : 'absent', item: { ...key, version, body: { ...health } } }];
};

const disablingReason = (deps: SettleDeps, { record }: StoredWebhook, health: Health, answer: Answer): 'gone' | 'failing' | undefined => {
  if (record.disabled) return undefined;
  if (answer.status === 410) return 'gone';
  return hasFailedLong(health, deps.clock.now()) ? 'failing' : undefined;
};

const disableActions = (
  deps: SettleDeps,
  { item, record }: StoredWebhook,
  reason: 'gone' | 'failing',
  { id: requestId }: Delivery,
): readonly WriteAction[] => {
  const at = instant(deps.clock);
  const body = { ...item.body, disabled: { reason, at }, updatedAt: at };
  const caller: Caller = { tenant: record.tenant, actor: { kind: 'system', job: 'webhooks' }, scopes: [], requestId };
  return [
    { kind: 'put', when: { version: item.version }, item: { ...item, version: item.version + 1, body } },
    auditRecord(deps, caller, 'webhook.disable', record.id, { reason }),
    // The owner has to be told another way than through this endpoint. Source: Standard Webhooks 1.0.0, "Disabling".
    ...outboxEvent(deps, record.tenant, 'webhook.disabled', { webhookId: record.id, description: record.description, reason }),
  ];
};
