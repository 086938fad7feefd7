import { removeWebhook } from '../../../webhook/remove.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { requiredVersion } from '../../if-match.ts';
import { noContent } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';

export const removeWebhookRoute = endpoint({
  method: 'delete',
  path: '/v1/webhooks/{id}',
  operation: 'removeWebhook',
  tag: 'webhooks',
  summary: 'Remove a webhook',
  scope: 'webhook:write',
  params: idParams('whk'),
  query: noQuery,
  body: noBody,
  conditional: true,
  replies: { 204: { description: 'It is gone; what was on its way is dropped' } },
  handle: async ({ deps, caller, params, request }) => {
    await removeWebhook(deps, caller, { id: params.id, version: requiredVersion(request) });
    return noContent();
  },
});
