import * as z from 'zod';
import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import type { Item, WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { keptDays } from './limits.ts';

/** How one attempt ended. The receiver's body is never kept: a caller could read what only this service can reach. */
export const attemptOutcomes = [
  'delivered',
  'refused-by-receiver',
  'redirected',
  'timed-out',
  'unreachable',
  'egress-refused',
  'internal-error',
] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

const attempt = z.strictObject({
  at: z.string(),
  durationMs: z.int(),
  outcome: z.enum(attemptOutcomes),
  status: z.int().nullable(),
});
export type Attempt = Readonly<z.infer<typeof attempt>>;

/** `dropped`: the endpoint was removed or disabled, or the event has expired, before it could be delivered. */
export const deliveryStates = ['pending', 'delivered', 'failed', 'dropped'] as const;

/** One event on its way to one endpoint. `eventId` is sent as `webhook-id`. */
export const deliveryRecord = z.strictObject({
  id: z.string(),
  tenant: z.string(),
  webhookId: z.string(),
  eventId: z.string(),
  eventType: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.array(attempt).readonly(),
  createdAt: z.string(),
  nextAttemptAt: z.string().nullable(),
  replayOf: z.string().nullable(),
});
export type Delivery = Readonly<z.infer<typeof deliveryRecord>>;

export const readDelivery = (body: JsonObject): Delivery => {
  const parsed = deliveryRecord.safeParse(body);
  if (!parsed.success) throw new AppError('internal', 'a stored delivery cannot be read', { internal: z.prettifyError(parsed.error) });
  return parsed.data;
};

export type NewDelivery = { readonly record: Delivery; readonly action: WriteAction };

export const newDelivery = (
  event: { readonly id: string; readonly type: string },
  target: {
    readonly id: string;
    readonly tenant: string;
    readonly webhookId: string;
    readonly now: number;
    readonly state?: 'pending' | 'dropped';
    readonly replayOf?: string;
  },
): NewDelivery => {
  const at = new Date(target.now).toISOString();
  const { state = 'pending' } = target;
  const record: Delivery = {
    id: target.id,
    tenant: target.tenant,
    webhookId: target.webhookId,
    eventId: event.id,
    eventType: event.type,
    state,
    attempts: [],
    createdAt: at,
    nextAttemptAt: state === 'pending' ? at : null,
    replayOf: target.replayOf ?? null,
  };
  const expiresAt = Math.floor(target.now / 1000) + keptDays * 86_400;
  return {
    record,
    action: { kind: 'put', when: 'absent', item: deliveryItem(record, 1, expiresAt, state === 'pending' ? target.now : null) },
  };
};

/** `dueAt` (milliseconds) places it in the index of due work; null when nothing is left to do. */
export const deliveryItem = (record: Delivery, version: number, expiresAt: number | undefined, dueAt: number | null): Item => ({
  ...keys.delivery(record.tenant, record.webhookId, record.id),
  version,
  body: { ...record, attempts: record.attempts.map((one) => ({ ...one })) },
  ...(expiresAt !== undefined && { expiresAt }),
  ...(dueAt !== null && { second: keys.due(record.id, dueAt) }),
});
