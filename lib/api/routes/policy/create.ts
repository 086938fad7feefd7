import * as z from 'zod';
import { activatePolicy } from '../../../policy-version/activate.ts';
import { createPolicyVersion } from '../../../policy-version/create.ts';
import { endpoint, noParams } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { documentSchema, documentTexts, policyVersionSchema } from '../../schema/policy.ts';

export const createPolicyRoute = endpoint({
  method: 'post',
  path: '/v1/policies',
  operation: 'createPolicy',
  tag: 'policies',
  summary: 'Keep a policy document as a version of its name',
  description:
    'It judges nothing until it is activated; `?activate=true` does both. The same document twice is one version. Policies of Kyverno and Kubernetes beside it in the text become its `admissionPolicies`; one of them may come alone.',
  scope: 'policy:write',
  params: noParams,
  query: z.strictObject({ activate: z.enum(['true', 'false']).default('false') }),
  body: { schema: documentSchema, maxBytes: 2_097_152, texts: documentTexts },
  idempotent: true,
  replies: {
    201: { description: 'A new version', content: { 'application/json': policyVersionSchema }, headers: ['Location'] },
    200: { description: 'It was there already', content: { 'application/json': policyVersionSchema }, headers: ['Location'] },
  },
  errors: ['invalid-policy', 'invalid-yaml', 'conflict'],
  handle: async ({ deps, caller, query, body }) => {
    const { version, created } = await createPolicyVersion(deps, caller, body);
    if (query.activate === 'true') await activatePolicy(deps, caller, version);
    return json(created ? 201 : 200, version, { location: `/v1/policies/${version.name}/versions/${version.digest}` });
  },
});
