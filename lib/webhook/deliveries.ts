import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import type { PageKey } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { type Delivery, readDelivery } from './delivery.ts';
import { requireWebhook } from './record.ts';

export type DeliveryView = Omit<Delivery, 'tenant'>;
export type DeliveryPage = { readonly items: readonly DeliveryView[]; readonly next?: PageKey };

export const showDelivery = ({ tenant: _tenant, ...shown }: Delivery): DeliveryView => shown;

export type DeliveryQuery = {
  readonly webhookId: string;
  readonly limit: number;
  readonly state?: Delivery['state'] | undefined;
  readonly after?: PageKey | undefined;
};

/** The delivery log, newest first, with every attempt. A page may hold fewer than `limit` and still have a next one. Throws `not-found`. */
export const listDeliveries = async (deps: Pick<Deps, 'table' | 'clock'>, caller: Caller, query: DeliveryQuery): Promise<DeliveryPage> => {
  requireScope(caller, 'webhook:read');
  await requireWebhook(deps, caller.tenant, query.webhookId);
  const page = await deps.table.query({
    partition: keys.delivery(caller.tenant, query.webhookId, 'all').pk,
    prefix: 'delivery#',
    descending: true,
    limit: query.limit,
    ...(query.after && { after: query.after }),
  });
  const now = deps.clock.now() / 1000;
  const items = page.items
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now)
    .map(({ body }) => readDelivery(body))
    .filter(({ state }) => query.state === undefined || state === query.state);
  return { items: items.map(showDelivery), ...(page.next && { next: page.next }) };
};

/** Throws `not-found`. */
export const getDelivery = async (
  deps: Pick<Deps, 'table'>,
  caller: Caller,
  { webhookId, id }: { readonly webhookId: string; readonly id: string },
): Promise<DeliveryView> => {
  requireScope(caller, 'webhook:read');
  return showDelivery(await requireDelivery(deps, caller.tenant, webhookId, id));
};

export const requireDelivery = async (deps: Pick<Deps, 'table'>, tenant: string, webhookId: string, id: string): Promise<Delivery> => {
  const item = await deps.table.get(keys.delivery(tenant, webhookId, id));
  if (!item) throw new AppError('not-found', 'there is no such delivery');
  return readDelivery(item.body);
};
