import { revokeWaiver } from '../../../waiver/revoke.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';
import { waiverSchema } from '../../schema/waiver.ts';

export const revokeWaiverRoute = endpoint({
  method: 'post',
  path: '/v1/waivers/{id}/revoke',
  operation: 'revokeWaiver',
  tag: 'waivers',
  summary: 'End a waiver now',
  description: 'It stays in the list and in the verdicts that used it. Doing it twice is no error.',
  scope: 'waiver:write',
  params: idParams('wvr'),
  query: noQuery,
  body: noBody,
  replies: { 200: { description: 'It has ended', content: { 'application/json': waiverSchema } } },
  errors: ['conflict'],
  handle: async ({ deps, caller, params }) => json(200, await revokeWaiver(deps, caller, params.id)),
});
