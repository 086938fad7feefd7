import { rotateWebhookSecret } from '../../../webhook/rotate.ts';
import { endpoint, noQuery } from '../../endpoint.ts';
import { requiredVersion } from '../../if-match.ts';
import { json } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';
import { createdWebhookSchema, rotationSchema } from '../../schema/webhook.ts';

export const rotateWebhookRoute = endpoint({
  method: 'post',
  path: '/v1/webhooks/{id}/rotate',
  operation: 'rotateWebhookSecret',
  tag: 'webhooks',
  summary: 'A new signing secret',
  description: 'For a time both sign. The new secret is in this answer and nowhere else.',
  scope: 'webhook:write',
  params: idParams('whk'),
  query: noQuery,
  body: { schema: rotationSchema, maxBytes: 1024, example: { keepSeconds: 3600 } },
  conditional: true,
  replies: { 200: { description: 'The webhook with its new secret', content: { 'application/json': createdWebhookSchema } } },
  handle: async ({ deps, caller, params, body, request }) => {
    const { webhook, secret } = await rotateWebhookSecret(deps, caller, { id: params.id, version: requiredVersion(request), ...body });
    return json(200, { ...webhook, secret });
  },
});
