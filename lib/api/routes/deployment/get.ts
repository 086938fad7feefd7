import { getDeployment } from '../../../deployment/list.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { cacheable, immutable } from '../../reply.ts';
import { deploymentSchema } from '../../schema/deployment.ts';
import { idParams } from '../../schema/id.ts';

export const getDeploymentRoute = endpoint({
  method: 'get',
  path: '/v1/deployments/{id}',
  operation: 'getDeployment',
  tag: 'deployments',
  summary: 'One deployment',
  description: 'It never changes.',
  scope: 'deployment:read',
  params: idParams('dep'),
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The deployment', content: { 'application/json': deploymentSchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, request }) =>
    cacheable(request, JSON.stringify(await getDeployment(deps, caller, params.id)), 'application/json', { cacheControl: immutable }),
});
