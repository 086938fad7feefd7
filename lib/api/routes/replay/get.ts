import * as z from 'zod';
import { getReplay, listChanges } from '../../../replay/list.ts';
import { replayMarkdown } from '../../../replay/markdown.ts';
import { hasEnded } from '../../../replay/record.ts';
import { negotiate } from '../../accept.ts';
import { endpoint, noBody } from '../../endpoint.ts';
import { cacheable } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';
import { replaySchema } from '../../schema/replay.ts';
import { preferenceApplied, readUntil, secondsToWait, waitQuery } from '../../wait.ts';

const mediaTypes = { json: 'application/json', markdown: 'text/markdown' } as const;
const shownChanges = 50;

export const getReplayRoute = endpoint({
  method: 'get',
  path: '/v1/replays/{id}',
  operation: 'getReplay',
  tag: 'replays',
  summary: 'How far a replay is, and what it has found; as Markdown a report',
  description: '`Retry-After` is there until it has ended. `?format=` outranks `Accept`.',
  scope: 'verdict:read',
  params: idParams('rpl'),
  query: z.strictObject({ wait: waitQuery, format: z.enum(['json', 'markdown']).optional() }),
  body: noBody,
  replies: {
    200: {
      description: 'The replay',
      content: { 'application/json': replaySchema, 'text/markdown': null },
      headers: ['ETag', 'Retry-After', 'Preference-Applied'],
    },
    304: { description: 'Nothing has changed', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, query, request }) => {
    const seconds = secondsToWait(request, query.wait);
    const replay = await readUntil(
      deps,
      { seconds, signal: request.signal },
      () => getReplay(deps, caller, params.id),
      ({ state }) => hasEnded(state),
    );
    const mediaType = query.format ? mediaTypes[query.format] : negotiate(request.headers.get('accept'), Object.values(mediaTypes));
    const headers = { ...preferenceApplied(request, seconds), ...(!hasEnded(replay.state) && { 'retry-after': '1' }) };
    if (mediaType === mediaTypes.json) return cacheable(request, JSON.stringify(replay), mediaType, { headers });
    const { items } = await listChanges(deps, caller, { id: params.id, becomes: 'deny', limit: shownChanges });
    return cacheable(request, replayMarkdown(replay, items), mediaType, { headers });
  },
});
