import { replayDeliveries, replayDelivery } from '../../../webhook/replay.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { accepted, json } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';
import { deliverySchema, replaySchema } from '../../schema/webhook.ts';
import { deliveryParams } from './deliveries.ts';

export const replayDeliveryRoute = endpoint({
  method: 'post',
  path: '/v1/webhooks/{id}/deliveries/{delivery}/replay',
  operation: 'replayDelivery',
  tag: 'webhooks',
  summary: "Send one delivery's event again",
  scope: 'webhook:write',
  params: deliveryParams,
  query: noQuery,
  body: noBody,
  idempotent: true,
  replies: { 202: { description: 'The new delivery', content: { 'application/json': deliverySchema }, headers: ['Location'] } },
  errors: ['conflict'],
  handle: async ({ deps, caller, params }) => {
    const delivery = await replayDelivery(deps, caller, { webhookId: params.id, id: params.delivery });
    return json(202, delivery, { location: `/v1/webhooks/${params.id}/deliveries/${delivery.id}` });
  },
});

export const replayDeliveriesRoute = endpoint({
  method: 'post',
  path: '/v1/webhooks/{id}/replay',
  operation: 'replayDeliveries',
  tag: 'webhooks',
  summary: 'Send again what was made in a range of time',
  description: 'Done in the background; the deliveries appear in the log.',
  scope: 'webhook:write',
  params: idParams('whk'),
  query: noQuery,
  body: { schema: replaySchema, maxBytes: 4096, example: { since: '2026-11-21T00:00:00Z', until: '2026-11-22T00:00:00Z' } },
  idempotent: true,
  replies: { 202: { description: 'It has been started', headers: ['Location'] } },
  errors: ['conflict'],
  handle: async ({ deps, caller, params, body }) => {
    const { since, until, states } = body;
    await replayDeliveries(deps, caller, { webhookId: params.id, since: Date.parse(since), until: Date.parse(until), states });
    return accepted(`/v1/webhooks/${params.id}/deliveries`);
  },
});
