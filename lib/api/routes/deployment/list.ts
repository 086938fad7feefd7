import * as z from 'zod';
import { listDeployments } from '../../../deployment/list.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { paged, pageKey } from '../../paged.ts';
import { deploymentSchema, environmentName } from '../../schema/deployment.ts';
import { cursor, instant, milliseconds, pageOf } from '../../schema/page.ts';

export const listDeploymentsRoute = endpoint({
  method: 'get',
  path: '/v1/deployments',
  operation: 'listDeployments',
  tag: 'deployments',
  summary: 'What was deployed, newest first',
  description: 'A page may hold fewer than `limit`, even none, and still have a `next`.',
  scope: 'deployment:read',
  params: noParams,
  query: z.strictObject({
    environment: environmentName.optional(),
    service: environmentName.optional(),
    since: instant.optional(),
    until: instant.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor,
  }),
  body: noBody,
  replies: { 200: { description: 'A page of deployments', content: { 'application/json': pageOf(deploymentSchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, query, request }) => {
    const { limit, cursor, ...filters } = query;
    return paged({ caller, cursors }, request, {
      operation: 'listDeployments',
      filters,
      cursor,
      position: pageKey,
      read: (after) => {
        const bounds = { since: milliseconds(filters.since), until: milliseconds(filters.until) };
        return listDeployments(deps, caller, { ...filters, ...bounds, limit, after });
      },
    });
  },
});
