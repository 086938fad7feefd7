import { updateWebhook } from '../../../webhook/update.ts';
import { endpoint, noQuery } from '../../endpoint.ts';
import { requiredVersion, updated } from '../../if-match.ts';
import { idParams } from '../../schema/id.ts';
import { webhookChangesSchema, webhookSchema } from '../../schema/webhook.ts';

export const updateWebhookRoute = endpoint({
  method: 'patch',
  path: '/v1/webhooks/{id}',
  operation: 'updateWebhook',
  tag: 'webhooks',
  summary: 'Change a webhook',
  description: 'What is left out stays. `enabled: true` also ends a pause and forgets past failures.',
  scope: 'webhook:write',
  params: idParams('whk'),
  query: noQuery,
  body: {
    schema: webhookChangesSchema,
    maxBytes: 65_536,
    example: { description: 'the chat of the platform team', events: ['verdict.denied', 'gate.*'] },
  },
  conditional: true,
  replies: { 200: { description: 'The webhook as it is now', content: { 'application/json': webhookSchema }, headers: ['ETag'] } },
  errors: ['egress-refused'],
  handle: async ({ deps, caller, params, body, request }) =>
    updated(await updateWebhook(deps, caller, { id: params.id, version: requiredVersion(request), changes: body })),
});
