import { recordDeployment } from '../../../deployment/create.ts';
import { endpoint, noParams, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { deploymentSchema, newDeploymentSchema } from '../../schema/deployment.ts';

export const createDeploymentRoute = endpoint({
  method: 'post',
  path: '/v1/deployments',
  operation: 'createDeployment',
  tag: 'deployments',
  summary: 'Tell what runs in an environment from now on',
  description:
    'Nothing is judged. Gates that are asked `onlyIfWorse` compare with it. With a `service` the subjects are all that runs of it; without, each replaces the image of the same repository.',
  scope: 'deployment:write',
  params: noParams,
  query: noQuery,
  body: {
    schema: newDeploymentSchema,
    maxBytes: 131_072,
    example: {
      environment: 'production',
      service: 'shop',
      revision: 'build 42',
      subjects: [{ reference: `registry.example.com/web@sha256:${'0'.repeat(64)}` }],
    },
  },
  idempotent: true,
  replies: { 201: { description: 'It is recorded', content: { 'application/json': deploymentSchema }, headers: ['Location'] } },
  errors: ['invalid-reference'],
  handle: async ({ deps, caller, body }) => {
    const deployment = await recordDeployment(deps, caller, body);
    return json(201, deployment, { location: `/v1/deployments/${deployment.id}` });
  },
});
