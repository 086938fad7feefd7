import { getKey } from '../../../key/list.ts';
import { AppError } from '../../../model/error.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { cacheable } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';
import { keySchema } from '../../schema/key.ts';

export const getKeyRoute = endpoint({
  method: 'get',
  path: '/v1/keys/{id}',
  operation: 'getKey',
  tag: 'keys',
  summary: 'One API key',
  scope: 'key:read',
  params: idParams('key'),
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The key', content: { 'application/json': keySchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already' },
  },
  handle: async ({ deps, caller, params, request }) => {
    const key = await getKey(deps, caller, params.id);
    if (!key) throw new AppError('not-found', 'there is no such key');
    return cacheable(request, JSON.stringify(key), 'application/json');
  },
});
