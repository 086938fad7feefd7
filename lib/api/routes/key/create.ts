import { createKey } from '../../../key/create.ts';
import { endpoint, noParams, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { createdKeySchema, newKeySchema } from '../../schema/key.ts';

export const createKeyRoute = endpoint({
  method: 'post',
  path: '/v1/keys',
  operation: 'createKey',
  tag: 'keys',
  summary: 'Make an API key',
  description:
    'The key is in this answer and nowhere else. It can have no scope that the calling key lacks. Not idempotent on purpose: a kept answer would be a kept key.',
  scope: 'key:write',
  params: noParams,
  query: noQuery,
  body: {
    schema: newKeySchema,
    maxBytes: 16_384,
    example: { name: 'pipeline', scopes: ['scan:write', 'scan:read', 'verdict:read', 'gate:read'] },
  },
  replies: { 201: { description: 'The key was made', content: { 'application/json': createdKeySchema }, headers: ['Location'] } },
  handle: async ({ deps, caller, body }) => {
    const { key, token } = await createKey(deps, caller, body);
    return json(201, { ...key, token }, { location: `/v1/keys/${key.id}` });
  },
});
