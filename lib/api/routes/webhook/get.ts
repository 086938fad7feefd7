import { getWebhook } from '../../../webhook/list.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { versioned } from '../../if-match.ts';
import { idParams } from '../../schema/id.ts';
import { webhookSchema } from '../../schema/webhook.ts';

export const getWebhookRoute = endpoint({
  method: 'get',
  path: '/v1/webhooks/{id}',
  operation: 'getWebhook',
  tag: 'webhooks',
  summary: 'One webhook and how it fares',
  scope: 'webhook:read',
  params: idParams('whk'),
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The webhook', content: { 'application/json': webhookSchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, request }) => versioned(request, await getWebhook(deps, caller, params.id)),
});
