import * as z from 'zod';
import { getVerdict } from '../../../history/get.ts';
import type { Verdict } from '../../../model/verdict.ts';
import { builtInPolicy } from '../../../policy/built-in.ts';
import { compilePolicy } from '../../../policy/compile.ts';
import type { CompiledPolicy } from '../../../policy/compiled.ts';
import { loadVersion } from '../../../policy-version/get.ts';
import { explainVerdict } from '../../../verdict/explain.ts';
import { endpoint, type Invocation, noBody, noQuery } from '../../endpoint.ts';
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
    const steps = explainVerdict(verdict, await policyOf({ deps, caller }, verdict));
    return cacheable(request, JSON.stringify({ id: params.id, steps }), 'application/json');
  },
});

/** The version that judged, whatever is active now; null when a built-in policy has changed since. */
const policyOf = async ({ deps, caller }: Pick<Invocation, 'deps' | 'caller'>, { policy }: Verdict): Promise<CompiledPolicy | null> => {
  const built = builtInPolicy(policy.name);
  if (built) return built.digest === policy.digest ? built : null;
  const version = await loadVersion(deps, caller.tenant, policy.name, policy.digest);
  return version && compilePolicy(version.document);
};
