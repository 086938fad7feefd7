import * as z from 'zod';
import { getDelivery, listDeliveries } from '../../../webhook/deliveries.ts';
import { deliveryStates } from '../../../webhook/delivery.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { paged, pageKey } from '../../paged.ts';
import { cacheable } from '../../reply.ts';
import { idOf, idParams } from '../../schema/id.ts';
import { cursor, pageOf } from '../../schema/page.ts';
import { deliverySchema } from '../../schema/webhook.ts';

export const deliveryParams = z.strictObject({ id: idOf('whk'), delivery: idOf('dlv') });

export const listDeliveriesRoute = endpoint({
  method: 'get',
  path: '/v1/webhooks/{id}/deliveries',
  operation: 'listDeliveries',
  tag: 'webhooks',
  summary: 'The delivery log of a webhook, newest first',
  scope: 'webhook:read',
  params: idParams('whk'),
  query: z.strictObject({ state: z.enum(deliveryStates).optional(), limit: z.coerce.number().int().min(1).max(100).default(50), cursor }),
  body: noBody,
  replies: { 200: { description: 'A page of deliveries', content: { 'application/json': pageOf(deliverySchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, params, query, request }) => {
    const { state, limit, cursor } = query;
    return paged({ caller, cursors }, request, {
      operation: 'listDeliveries',
      filters: { webhook: params.id, state },
      cursor,
      position: pageKey,
      read: (after) => listDeliveries(deps, caller, { webhookId: params.id, limit, state, after }),
    });
  },
});

export const getDeliveryRoute = endpoint({
  method: 'get',
  path: '/v1/webhooks/{id}/deliveries/{delivery}',
  operation: 'getDelivery',
  tag: 'webhooks',
  summary: 'One delivery with its attempts',
  scope: 'webhook:read',
  params: deliveryParams,
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The delivery', content: { 'application/json': deliverySchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, request }) =>
    cacheable(request, JSON.stringify(await getDelivery(deps, caller, { webhookId: params.id, id: params.delivery })), 'application/json'),
});
