import * as z from 'zod';
import { listScans } from '../../../scan/list.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { paged, pageKey } from '../../paged.ts';
import { wireScan } from '../../scan.ts';
import { cursor, instant, milliseconds, pageOf } from '../../schema/page.ts';
import { scanSchema, scanState } from '../../schema/scan.ts';

export const listScansRoute = endpoint({
  method: 'get',
  path: '/v1/scans',
  operation: 'listScans',
  tag: 'scans',
  summary: 'Scans as they are now, newest first',
  description: 'A page may hold fewer than `limit`, even none, and still have a `next`.',
  scope: 'scan:read',
  params: noParams,
  query: z.strictObject({
    state: scanState.optional(),
    since: instant.optional(),
    until: instant.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor,
  }),
  body: noBody,
  replies: { 200: { description: 'A page of scans', content: { 'application/json': pageOf(scanSchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, query, request }) => {
    const { limit, cursor, ...filters } = query;
    return paged({ caller, cursors }, request, {
      operation: 'listScans',
      filters,
      cursor,
      position: pageKey,
      read: async (after) => {
        const bounds = { since: milliseconds(filters.since), until: milliseconds(filters.until) };
        const page = await listScans(deps, caller, { state: filters.state, ...bounds, limit, after });
        return { items: page.items.map(wireScan), next: page.next };
      },
    });
  },
});
