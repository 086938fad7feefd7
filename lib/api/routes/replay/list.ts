import * as z from 'zod';
import { listReplays } from '../../../replay/list.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { paged, pageKey } from '../../paged.ts';
import { cursor, pageOf } from '../../schema/page.ts';
import { replaySchema } from '../../schema/replay.ts';

export const listReplaysRoute = endpoint({
  method: 'get',
  path: '/v1/replays',
  operation: 'listReplays',
  tag: 'replays',
  summary: 'Replays as they are now, newest first',
  description: 'Kept for 90 days.',
  scope: 'verdict:read',
  params: noParams,
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(50), cursor }),
  body: noBody,
  replies: { 200: { description: 'A page of replays', content: { 'application/json': pageOf(replaySchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, query, request }) =>
    paged({ caller, cursors }, request, {
      operation: 'listReplays',
      filters: {},
      cursor: query.cursor,
      position: pageKey,
      read: (after) => listReplays(deps, caller, { limit: query.limit, after }),
    }),
});
