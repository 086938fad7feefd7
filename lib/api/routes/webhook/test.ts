import { testWebhook } from '../../../webhook/test-event.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';
import { deliverySchema } from '../../schema/webhook.ts';

export const testWebhookRoute = endpoint({
  method: 'post',
  path: '/v1/webhooks/{id}/test',
  operation: 'testWebhook',
  tag: 'webhooks',
  summary: 'Send a test event',
  scope: 'webhook:write',
  params: idParams('whk'),
  query: noQuery,
  body: noBody,
  replies: { 202: { description: 'The delivery, to be followed', content: { 'application/json': deliverySchema }, headers: ['Location'] } },
  errors: ['conflict'],
  handle: async ({ deps, caller, params }) => {
    const delivery = await testWebhook(deps, caller, params.id);
    return json(202, delivery, { location: `/v1/webhooks/${params.id}/deliveries/${delivery.id}` });
  },
});
