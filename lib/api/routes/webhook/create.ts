import { createWebhook } from '../../../webhook/create.ts';
import { endpoint, noParams, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { createdWebhookSchema, newWebhookSchema } from '../../schema/webhook.ts';

export const createWebhookRoute = endpoint({
  method: 'post',
  path: '/v1/webhooks',
  operation: 'createWebhook',
  tag: 'webhooks',
  summary: 'Have events sent to an address',
  description: 'The signing secret is in this answer and nowhere else.',
  scope: 'webhook:write',
  params: noParams,
  query: noQuery,
  body: { schema: newWebhookSchema, maxBytes: 65_536, example: { url: 'https://hooks.example.com/plimsoll', events: ['verdict.denied'] } },
  replies: { 201: { description: 'The webhook was made', content: { 'application/json': createdWebhookSchema }, headers: ['Location'] } },
  errors: ['egress-refused', 'conflict'],
  handle: async ({ deps, caller, body }) => {
    const { webhook, secret } = await createWebhook(deps, caller, body);
    return json(201, { ...webhook, secret }, { location: `/v1/webhooks/${webhook.id}` });
  },
});
