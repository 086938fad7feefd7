import * as z from 'zod';
import { listPolicies, listPolicyVersions } from '../../../policy-version/list.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { paged, pageKey } from '../../paged.ts';
import { cursor, pageOf } from '../../schema/page.ts';
import { policyListItemSchema, policyParams, policyVersionSchema } from '../../schema/policy.ts';

const query = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(50), cursor });

export const listPoliciesRoute = endpoint({
  method: 'get',
  path: '/v1/policies',
  operation: 'listPolicies',
  tag: 'policies',
  summary: 'Policies that can judge, by name',
  description: 'Those of the product on the first page, then those of the tenant that have an active version.',
  scope: 'policy:read',
  params: noParams,
  query,
  body: noBody,
  replies: { 200: { description: 'A page of policies', content: { 'application/json': pageOf(policyListItemSchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, query, request }) =>
    paged({ caller, cursors }, request, {
      operation: 'listPolicies',
      filters: {},
      cursor: query.cursor,
      position: pageKey,
      read: (after) => listPolicies(deps, caller, { limit: query.limit, after }),
    }),
});

export const listPolicyVersionsRoute = endpoint({
  method: 'get',
  path: '/v1/policies/{name}/versions',
  operation: 'listPolicyVersions',
  tag: 'policies',
  summary: 'Every stored version of a policy',
  description: 'In no order of time: `createdAt` tells it.',
  scope: 'policy:read',
  params: policyParams,
  query,
  body: noBody,
  replies: { 200: { description: 'A page of versions', content: { 'application/json': pageOf(policyVersionSchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, params, query, request }) =>
    paged({ caller, cursors }, request, {
      operation: 'listPolicyVersions',
      filters: params,
      cursor: query.cursor,
      position: pageKey,
      read: (after) => listPolicyVersions(deps, caller, { ...params, limit: query.limit, after }),
    }),
});
