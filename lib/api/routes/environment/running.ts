import * as z from 'zod';
import { listRunning } from '../../../deployment/running.ts';
import { endpoint, noBody } from '../../endpoint.ts';
import { paged, pageKey } from '../../paged.ts';
import { environmentName, runningSchema } from '../../schema/deployment.ts';
import { cursor, pageOf } from '../../schema/page.ts';

export const listRunningRoute = endpoint({
  method: 'get',
  path: '/v1/environments/{environment}/running',
  operation: 'listRunning',
  tag: 'deployments',
  summary: 'What runs in an environment, as deployments told',
  description: 'By service, then by repository. An environment that nobody has named runs nothing.',
  scope: 'deployment:read',
  params: z.strictObject({ environment: environmentName }),
  query: z.strictObject({
    service: environmentName.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor,
  }),
  body: noBody,
  replies: { 200: { description: 'A page of what runs', content: { 'application/json': pageOf(runningSchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, params, query, request }) => {
    const { limit, cursor, service } = query;
    return paged({ caller, cursors }, request, {
      operation: 'listRunning',
      filters: { ...params, service },
      cursor,
      position: pageKey,
      read: (after) => listRunning(deps, caller, { ...params, service, limit, after }),
    });
  },
});
