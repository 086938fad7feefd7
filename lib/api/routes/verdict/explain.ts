import * as z from 'zod';
import { getVerdict } from '../../../history/get.ts';
import { judgingPolicy } from '../../../policy-version/judging.ts';
import { explainVerdict } from '../../../verdict/explain.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { cacheable } from '../../reply.ts';
import { idParams } from '../../schema/id.ts';
import { named } from '../../schema/named.ts';

const step = z
  .object({ step: z.enum(['subject', 'policy', 'data', 'finding', 'reason', 'decision']) })
  .catchall(z.unknown())
  .describe('A `finding` has a `chain` of sentences, the others a `detail`');
const explanationSchema = named('Explanation', z.object({ id: z.string(), steps: z.array(step) }));

export const explainVerdictRoute = endpoint({
  method: 'get',
  path: '/v1/verdicts/{id}/explain',
  operation: 'explainVerdict',
  tag: 'verdicts',
  summary: 'Which policy, rule, waiver and data decided, step by step',
  scope: 'verdict:read',
  params: idParams('ver'),
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The steps', content: { 'application/json': explanationSchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, request }) => {
    const { verdict } = await getVerdict(deps, caller, params.id);
    const steps = explainVerdict(verdict, await judgingPolicy(deps, caller.tenant, verdict));
    return cacheable(request, JSON.stringify({ id: params.id, steps }), 'application/json');
  },
});
