import { getPolicy, getPolicyVersion } from '../../../policy-version/get.ts';
import { negotiate } from '../../accept.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { versioned } from '../../if-match.ts';
import { cacheable, immutable } from '../../reply.ts';
import { policyContentSchema, policyParams, policySchema, policyVersionParams } from '../../schema/policy.ts';

const notModified = { 304: { description: 'The caller has it already', headers: ['ETag'] } };

export const getPolicyRoute = endpoint({
  method: 'get',
  path: '/v1/policies/{name}',
  operation: 'getPolicy',
  tag: 'policies',
  summary: 'A policy and the version that judges under its name',
  scope: 'policy:read',
  params: policyParams,
  query: noQuery,
  body: noBody,
  replies: { 200: { description: 'The policy', content: { 'application/json': policySchema }, headers: ['ETag'] }, ...notModified },
  handle: async ({ deps, caller, params, request }) => {
    const { name, builtIn, active, revision, version } = await getPolicy(deps, caller, params.name);
    return versioned(request, { name, builtIn, active, version: revision, content: version });
  },
});

const mediaTypes = ['application/json', 'application/yaml'];

export const getPolicyVersionRoute = endpoint({
  method: 'get',
  path: '/v1/policies/{name}/versions/{digest}',
  operation: 'getPolicyVersion',
  tag: 'policies',
  summary: 'One version of a policy; as YAML the document as it was sent',
  scope: 'policy:read',
  params: policyVersionParams,
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The version', content: { 'application/json': policyContentSchema, 'application/yaml': null }, headers: ['ETag'] },
    ...notModified,
  },
  handle: async ({ deps, caller, params, request }) => {
    const version = await getPolicyVersion(deps, caller, params);
    const mediaType = negotiate(request.headers.get('accept'), mediaTypes);
    const body = mediaType === 'application/json' ? JSON.stringify(version) : version.text;
    return cacheable(request, body, mediaType, { cacheControl: immutable });
  },
});
