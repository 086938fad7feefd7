import * as z from 'zod';
import { listWebhooks } from '../../../webhook/list.ts';
import { endpoint, noBody, noParams, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { webhookSchema } from '../../schema/webhook.ts';

export const listWebhooksRoute = endpoint({
  method: 'get',
  path: '/v1/webhooks',
  operation: 'listWebhooks',
  tag: 'webhooks',
  summary: 'All webhooks of the tenant',
  scope: 'webhook:read',
  params: noParams,
  query: noQuery,
  body: noBody,
  replies: { 200: { description: 'The webhooks', content: { 'application/json': z.object({ items: z.array(webhookSchema) }) } } },
  handle: async ({ deps, caller }) => json(200, { items: await listWebhooks(deps, caller) }),
});
