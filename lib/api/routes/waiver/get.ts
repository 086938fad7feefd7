import { getWaiver } from '../../../waiver/list.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { cacheable } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';
import { waiverSchema } from '../../schema/waiver.ts';

export const getWaiverRoute = endpoint({
  method: 'get',
  path: '/v1/waivers/{id}',
  operation: 'getWaiver',
  tag: 'waivers',
  summary: 'One waiver',
  scope: 'waiver:read',
  params: idParams('wvr'),
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The waiver', content: { 'application/json': waiverSchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, request }) =>
    cacheable(request, JSON.stringify(await getWaiver(deps, caller, params.id)), 'application/json'),
});
