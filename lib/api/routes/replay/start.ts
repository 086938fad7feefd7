import { startReplay } from '../../../replay/start.ts';
import { endpoint, noParams, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { newReplaySchema, replaySchema } from '../../schema/replay.ts';

export const startReplayRoute = endpoint({
  method: 'post',
  path: '/v1/replays',
  operation: 'startReplay',
  tag: 'replays',
  summary: 'What would have been denied last month?',
  description:
    'Judges stored verdicts again by a version of a policy, active or not: the same evidence, waivers, advisories and time. Nothing that was decided changes.',
  scope: 'policy:write',
  params: noParams,
  query: noQuery,
  body: { schema: newReplaySchema, maxBytes: 16_384, example: { policy: 'baseline', judgedBy: '*', since: '2026-10-22T00:00:00Z' } },
  idempotent: true,
  replies: {
    202: { description: 'It is queued', content: { 'application/json': replaySchema }, headers: ['Location', 'Retry-After'] },
  },
  errors: ['not-found'],
  handle: async ({ deps, caller, body }) => {
    const replay = await startReplay(deps, caller, body);
    return json(202, replay, { location: `/v1/replays/${replay.id}`, 'retry-after': '1' });
  },
});
