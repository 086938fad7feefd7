import * as z from 'zod';
import { listWaivers } from '../../../waiver/list.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { paged, pageKey } from '../../paged.ts';
import { cursor, pageOf } from '../../schema/page.ts';
import { waiverSchema, waiverState } from '../../schema/waiver.ts';

export const listWaiversRoute = endpoint({
  method: 'get',
  path: '/v1/waivers',
  operation: 'listWaivers',
  tag: 'waivers',
  summary: 'Accepted findings, newest first',
  description: 'What has ended stays in the list. A page may hold fewer than `limit`, even none, and still have a `next`.',
  scope: 'waiver:read',
  params: noParams,
  query: z.strictObject({
    state: waiverState.optional(),
    'expiring-within-days': z.coerce.number().int().min(0).max(3650).optional().describe('Only active ones that end by then'),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor,
  }),
  body: noBody,
  replies: { 200: { description: 'A page of waivers', content: { 'application/json': pageOf(waiverSchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, query, request }) => {
    const { state, limit, cursor } = query;
    const expiringWithinDays = query['expiring-within-days'];
    return paged({ caller, cursors }, request, {
      operation: 'listWaivers',
      filters: { state, expiringWithinDays },
      cursor,
      position: pageKey,
      read: (after) => listWaivers(deps, caller, { state, expiringWithinDays, limit, after }),
    });
  },
});
