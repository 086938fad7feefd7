import * as z from 'zod';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { Item, WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { type Delivery, deliveryStates, type NewDelivery, newDelivery, readDelivery } from './delivery.ts';
import type { DeliveryPlace } from './fan-out.ts';
import { keptDays } from './limits.ts';

/** A request to send again what an endpoint was sent in [since, until): too much for one call, so it is worked off from the outbox. */
const replayRequest = z.object({
  kind: z.literal('replay'),
  id: z.string(),
  tenant: z.string(),
  webhookId: z.string(),
  since: z.string(),
  until: z.string(),
  states: z.array(z.enum(deliveryStates)),
  /** The last delivery that was looked at; '' at the start. */
  done: z.string(),
});
export type ReplayRequest = z.infer<typeof replayRequest>;

export const isReplay = (item: Item): boolean => item.body['kind'] === 'replay';

export const replayAction = (deps: Pick<Deps, 'clock' | 'ids'>, request: Omit<ReplayRequest, 'kind' | 'id' | 'done'>): WriteAction => {
  const id = deps.ids.next('evt');
  const now = deps.clock.now();
  const body = { ...request, kind: 'replay', id, done: '', at: instant(deps.clock) };
  return {
    kind: 'put',
    when: 'absent',
    item: {
      ...keys.event(request.tenant, id),
      version: 1,
      body,
      second: keys.due(id, now),
      expiresAt: Math.floor(now / 1000) + keptDays * 86_400,
    },
  };
};

const batch = 40;

/** Makes the next deliveries of a request, in one transaction with how far it got; the request falls due again until nothing is left. */
export const replayStep = async (deps: Pick<Deps, 'table' | 'clock' | 'ids'>, item: Item): Promise<readonly DeliveryPlace[]> => {
  const parsed = replayRequest.safeParse(item.body);
  if (!parsed.success) throw new AppError('internal', 'a stored replay cannot be read');
  const request = parsed.data;
  const first = keys.delivery(request.tenant, request.webhookId, request.done);
  const page = await deps.table.query({ partition: first.pk, from: first.sk, to: 'delivery#~', limit: batch });
  const seen = page.items.map(({ body }) => readDelivery(body)).filter(({ id }) => id !== request.done);
  const now = deps.clock.now();
  const made = seen.filter((delivery) => isAsked(request, delivery)).map((delivery) => again(deps, delivery, now));
  // Replays that this request makes are newer than it, so that it never meets its own.
  const last = seen.at(-1);
  const isFinished = !last || !page.next || last.id > request.id.replace(/^evt_/, 'dlv_');
  const { second, ...rest } = item;
  const next: Item = {
    ...rest,
    version: item.version + 1,
    body: { ...item.body, done: last?.id ?? request.done },
    ...(!isFinished && second && { second }),
  };
  const written = await deps.table.write([
    { kind: 'put', when: { version: item.version }, item: next },
    ...made.map(({ action }) => action),
  ]);
  return written.kind === 'written' ? made.map(({ record }) => record) : [];
};

const isAsked = ({ since, until, states }: ReplayRequest, { createdAt, state, replayOf }: Delivery): boolean =>
  replayOf === null && createdAt >= since && createdAt < until && states.includes(state);

/** A new delivery of the same event: the receiver sees the same `webhook-id`, so that one that has it already can tell. */
export const again = (
  deps: Pick<Deps, 'ids'>,
  { tenant, webhookId, eventId, eventType, id: replayOf }: Delivery,
  now: number,
): NewDelivery => newDelivery({ id: eventId, type: eventType }, { tenant, webhookId, id: deps.ids.next('dlv'), now, replayOf });
