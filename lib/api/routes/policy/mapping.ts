import { getMapping } from '../../../policy-version/mapping.ts';
import { replaceMapping } from '../../../policy-version/replace-mapping.ts';
import { endpoint, noBody, noParams, noQuery } from '../../endpoint.ts';
import { requiredVersion, updated, versioned } from '../../if-match.ts';
import { documentSchema, documentTexts, mappingSchema } from '../../schema/policy.ts';

export const getMappingRoute = endpoint({
  method: 'get',
  path: '/v1/policy-mapping',
  operation: 'getPolicyMapping',
  tag: 'policies',
  summary: 'Which policy judges what',
  scope: 'policy:read',
  params: noParams,
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The mapping', content: { 'application/json': mappingSchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, request }) => {
    const { document, revision } = await getMapping(deps, caller);
    return versioned(request, { version: revision, document });
  },
});

export const replaceMappingRoute = endpoint({
  method: 'put',
  path: '/v1/policy-mapping',
  operation: 'replacePolicyMapping',
  tag: 'policies',
  summary: 'Choose which policy judges what',
  description: 'A `PolicyMapping` document, in YAML or JSON; the first entry that matches decides.',
  scope: 'policy:write',
  params: noParams,
  query: noQuery,
  body: { schema: documentSchema, maxBytes: 1_048_576, texts: documentTexts },
  conditional: true,
  replies: { 200: { description: 'The mapping as it is now', content: { 'application/json': mappingSchema }, headers: ['ETag'] } },
  errors: ['invalid-policy', 'invalid-yaml'],
  handle: async ({ deps, caller, body, request }) => {
    const { document, revision } = await replaceMapping(deps, caller, { ...body, revision: requiredVersion(request) });
    return updated({ version: revision, document });
  },
});
