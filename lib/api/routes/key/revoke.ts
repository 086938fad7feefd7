import { revokeKey } from '../../../key/revoke.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { noContent } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';

export const revokeKeyRoute = endpoint({
  method: 'delete',
  path: '/v1/keys/{id}',
  operation: 'revokeKey',
  tag: 'keys',
  summary: 'Revoke an API key, at once and for good',
  description:
    'It stays in the list as revoked. Doing it twice is no error. The key that asks cannot revoke itself: make another first, so that nobody is locked out.',
  scope: 'key:write',
  params: idParams('key'),
  query: noQuery,
  body: noBody,
  errors: ['conflict'],
  replies: { 204: { description: 'The key is revoked' } },
  handle: async ({ deps, caller, params }) => {
    await revokeKey(deps, caller, params.id);
    return noContent();
  },
});
