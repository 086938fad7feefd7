import * as z from 'zod';
import { listKeys } from '../../../key/list.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { paged, pageKey } from '../../paged.ts';
import { keySchema } from '../../schema/key.ts';
import { cursor, pageOf } from '../../schema/page.ts';

export const listKeysRoute = endpoint({
  method: 'get',
  path: '/v1/keys',
  operation: 'listKeys',
  tag: 'keys',
  summary: 'API keys, newest first',
  scope: 'key:read',
  params: noParams,
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(100), cursor }),
  body: noBody,
  replies: { 200: { description: 'A page of keys', content: { 'application/json': pageOf(keySchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, query, request, ...invocation }) =>
    paged({ caller, ...invocation }, request, {
      operation: 'listKeys',
      filters: {},
      cursor: query.cursor,
      position: pageKey,
      read: (after) => listKeys(deps, caller, { limit: query.limit, after }),
    }),
});
