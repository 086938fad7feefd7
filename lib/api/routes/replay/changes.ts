import * as z from 'zod';
import { listChanges } from '../../../replay/list.ts';
import { wireSubject } from '../../../report/wire.ts';
import { endpoint, noBody } from '../../endpoint.ts';
import { paged, pageKey } from '../../paged.ts';
import { idParams } from '../../schema/id.ts';
import { cursor, pageOf } from '../../schema/page.ts';
import { replayChangeSchema } from '../../schema/replay.ts';
import { decision } from '../../schema/verdict.ts';

export const listReplayChangesRoute = endpoint({
  method: 'get',
  path: '/v1/replays/{id}/changes',
  operation: 'listReplayChanges',
  tag: 'replays',
  summary: 'Verdicts that would be others, newest first',
  description: 'As far as the replay has come.',
  scope: 'verdict:read',
  params: idParams('rpl'),
  query: z.strictObject({
    becomes: decision.optional().describe('Only what would be this'),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor,
  }),
  body: noBody,
  replies: { 200: { description: 'A page of changes', content: { 'application/json': pageOf(replayChangeSchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, params, query, request }) => {
    const { becomes, limit, cursor } = query;
    return paged({ caller, cursors }, request, {
      operation: 'listReplayChanges',
      filters: { replay: params.id, becomes },
      cursor,
      position: pageKey,
      read: async (after) => {
        const page = await listChanges(deps, caller, { id: params.id, becomes, limit, after });
        return { items: page.items.map((change) => ({ ...change, subjects: change.subjects.map(wireSubject) })), next: page.next };
      },
    });
  },
});
