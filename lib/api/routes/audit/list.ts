import * as z from 'zod';
import { listAudit } from '../../../audit/list.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { paged } from '../../paged.ts';
import { auditSchema } from '../../schema/audit.ts';
import { cursor, instant, limit, pageOf } from '../../schema/page.ts';

const defaultSpanMs = 90 * 86_400_000;
const name = z.string().min(1).max(200).optional();

export const listAuditRoute = endpoint({
  method: 'get',
  path: '/v1/audit',
  operation: 'listAudit',
  tag: 'audit',
  summary: 'Every change, newest first',
  description: 'Without `since` the 90 days before `until`. A page may hold fewer records than `limit` and still have a next one.',
  scope: 'audit:read',
  params: noParams,
  query: z.strictObject({
    since: instant.optional(),
    until: instant.optional(),
    action: name.describe('Exactly this action, as `waiver.create`'),
    target: name.describe('The id or name of what was changed'),
    actor: name.describe('The id or name of the key that did it'),
    limit,
    cursor,
  }),
  body: noBody,
  replies: { 200: { description: 'A page of records', content: { 'application/json': pageOf(auditSchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, query, request }) => {
    const { limit, cursor, since, until, ...filters } = query;
    return paged({ caller, cursors }, request, {
      operation: 'listAudit',
      filters: { ...filters, since, until },
      cursor,
      position: z.strictObject({ until: z.number(), day: z.int(), id: z.string().nullable() }),
      read: async (after) => {
        const before = after?.until ?? (until === undefined ? deps.clock.now() + 1 : Date.parse(until));
        const page = await listAudit(deps, caller, {
          ...filters,
          limit,
          until: before,
          since: since === undefined ? before - defaultSpanMs : Date.parse(since),
          after: after && { day: after.day, id: after.id },
        });
        return { items: page.items, next: page.next && { ...page.next, until: before } };
      },
    });
  },
});
