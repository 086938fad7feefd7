import { getImage } from '../../../incident/image.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { wireImage } from '../../image.ts';
import { cacheable } from '../../reply.ts';
import { digestParams, imageSchema } from '../../schema/image.ts';

export const getImageRoute = endpoint({
  method: 'get',
  path: '/v1/images/{digest}',
  operation: 'getImage',
  tag: 'images',
  summary: 'What was seen of an image: packages, files that matter, secrets, configuration',
  scope: 'scan:read',
  params: digestParams,
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The evidence', content: { 'application/json': imageSchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, request }) =>
    cacheable(request, JSON.stringify(wireImage(await getImage(deps, caller, params.digest))), 'application/json'),
});
