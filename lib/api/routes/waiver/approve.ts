import { approveWaiver } from '../../../waiver/approve.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';
import { waiverSchema } from '../../schema/waiver.ts';

export const approveWaiverRoute = endpoint({
  method: 'post',
  path: '/v1/waivers/{id}/approve',
  operation: 'approveWaiver',
  tag: 'waivers',
  summary: 'Let a waiver hold that waits for it',
  description: 'By another key than the one that made it, and by none that this one has made. Doing it twice is no error.',
  scope: 'waiver:approve',
  params: idParams('wvr'),
  query: noQuery,
  body: noBody,
  replies: { 200: { description: 'It holds', content: { 'application/json': waiverSchema } } },
  errors: ['conflict'],
  handle: async ({ deps, caller, params }) => json(200, await approveWaiver(deps, caller, params.id)),
});
