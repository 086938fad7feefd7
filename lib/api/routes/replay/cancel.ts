import { cancelReplay } from '../../../replay/cancel.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';
import { replaySchema } from '../../schema/replay.ts';

export const cancelReplayRoute = endpoint({
  method: 'post',
  path: '/v1/replays/{id}/cancel',
  operation: 'cancelReplay',
  tag: 'replays',
  summary: 'End a replay',
  description: 'What it has found so far stays. Cancelling what is cancelled is no error.',
  scope: 'policy:write',
  params: idParams('rpl'),
  query: noQuery,
  body: noBody,
  replies: { 200: { description: 'It is cancelled', content: { 'application/json': replaySchema } } },
  errors: ['conflict'],
  handle: async ({ deps, caller, params }) => json(200, await cancelReplay(deps, caller, params.id)),
});
