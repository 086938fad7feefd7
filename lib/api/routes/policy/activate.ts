import { activatePolicy } from '../../../policy-version/activate.ts';
import { endpoint, noQuery } from '../../endpoint.ts';
import { requiredVersion, updated } from '../../if-match.ts';
import { activationSchema, activePolicySchema, policyParams } from '../../schema/policy.ts';

export const activatePolicyRoute = endpoint({
  method: 'put',
  path: '/v1/policies/{name}/active',
  operation: 'activatePolicy',
  tag: 'policies',
  summary: 'Make a stored version the one that judges',
  description: 'Activating an older one is how a policy is rolled back. If-Match names the ETag of the policy.',
  scope: 'policy:write',
  params: policyParams,
  query: noQuery,
  body: { schema: activationSchema, maxBytes: 1024, example: { digest: `sha256:${'0'.repeat(64)}` } },
  conditional: true,
  replies: { 200: { description: 'Which version judges now', content: { 'application/json': activePolicySchema }, headers: ['ETag'] } },
  errors: ['conflict'],
  handle: async ({ deps, caller, params, body, request }) => {
    const { revision, ...active } = await activatePolicy(deps, caller, { ...params, ...body, revision: requiredVersion(request) });
    return updated({ ...active, version: revision });
  },
});
