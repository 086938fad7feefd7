import * as z from 'zod';
import { whoHas } from '../../../incident/who-has.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { wireSeen } from '../../image.ts';
import { paged, pageKey } from '../../paged.ts';
import { packageSchema, seenImageSchema } from '../../schema/image.ts';
import { cursor, limit, pageOf } from '../../schema/page.ts';

const text = z.string().min(1).max(1_000).optional();

const entrySchema = z.object({
  image: seenImageSchema,
  package: packageSchema,
  match: z.enum(['in', 'unknown']).describe('`unknown`: the version cannot be compared with the range'),
});

export const listPackagesRoute = endpoint({
  method: 'get',
  path: '/v1/packages',
  operation: 'listPackages',
  tag: 'images',
  summary: 'Which images have a package',
  description: 'By `purl`, or by `name` as people say it. A page may hold fewer than `limit`, even none, and still have a `next`.',
  scope: 'scan:read',
  params: noParams,
  query: z.strictObject({
    purl: text.describe('`pkg:npm/lodash`, `pkg:npm/lodash@4.17.20`, `pkg:npm/lodash@<4.17.21`'),
    name: text.describe('`log4j-core`, `org.apache.logging.log4j:log4j-core`'),
    versions: text.describe('`<2.17.1`, `>=2.0,<2.17.1`'),
    limit,
    cursor,
  }),
  body: noBody,
  replies: { 200: { description: 'A page of images', content: { 'application/json': pageOf(entrySchema) }, headers: ['Link'] } },
  errors: ['invalid-cursor', 'invalid-request'],
  handle: ({ deps, caller, cursors, query, request }) => {
    const { limit: most, cursor: given, ...filters } = query;
    return paged({ caller, cursors }, request, {
      operation: 'listPackages',
      filters,
      cursor: given,
      position: pageKey,
      read: async (after) => {
        const page = await whoHas(deps, caller, { ...filters, limit: most, after });
        return { items: page.items.map((each) => ({ ...each, image: wireSeen(each.image) })), next: page.next };
      },
    });
  },
});
