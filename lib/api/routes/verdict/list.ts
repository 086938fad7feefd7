import * as z from 'zod';
import { listVerdicts } from '../../../history/list.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { paged, pageKey } from '../../paged.ts';
import { digestText } from '../../schema/digest.ts';
import { cursor, instant, milliseconds, pageOf } from '../../schema/page.ts';
import { decision, verdictSummarySchema } from '../../schema/verdict.ts';
import { wireSummary } from '../../verdict.ts';

const name = z.string().min(1).max(500).optional();

export const listVerdictsRoute = endpoint({
  method: 'get',
  path: '/v1/verdicts',
  operation: 'listVerdicts',
  tag: 'verdicts',
  summary: 'What was decided, newest first',
  description: 'Every filter that is given must match. A page may hold fewer than `limit`, even none, and still have a `next`.',
  scope: 'verdict:read',
  params: noParams,
  query: z.strictObject({
    subject: digestText.optional().describe('A digest of an image, of manifests or of a Dockerfile'),
    repository: name.describe('As `docker.io/library/alpine`'),
    decision: decision.optional(),
    policy: name,
    since: instant.optional(),
    until: instant.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor,
  }),
  body: noBody,
  replies: { 200: { description: 'A page of verdicts', content: { 'application/json': pageOf(verdictSummarySchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor'],
  handle: ({ deps, caller, cursors, query, request }) => {
    const { limit, cursor, ...filters } = query;
    return paged({ caller, cursors }, request, {
      operation: 'listVerdicts',
      filters,
      cursor,
      position: pageKey,
      read: async (after) => {
        const bounds = { since: milliseconds(filters.since), until: milliseconds(filters.until) };
        const page = await listVerdicts(deps, caller, { ...filters, ...bounds, limit, after });
        return { items: page.items.map(wireSummary), next: page.next };
      },
    });
  },
});
