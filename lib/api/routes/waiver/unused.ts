import * as z from 'zod';
import { unusedWaivers } from '../../../waiver/unused.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { waiverSchema } from '../../schema/waiver.ts';

const unusedSchema = z.object({
  items: z.array(waiverSchema),
  verdicts: z.number().int().describe('How many verdicts with accepted findings were looked at'),
  complete: z.boolean().describe('False when there were more than that: what is listed may be used by one of them'),
});

export const unusedWaiversRoute = endpoint({
  method: 'get',
  path: '/v1/unused-waivers',
  operation: 'unusedWaivers',
  tag: 'waivers',
  summary: 'Active waivers that accepted nothing lately',
  description: 'Of those that were there for all of these days.',
  scope: 'waiver:read',
  params: noParams,
  query: z.strictObject({ days: z.coerce.number().int().min(0).max(365).default(30) }),
  body: noBody,
  replies: { 200: { description: 'The waivers', content: { 'application/json': unusedSchema } } },
  errors: [],
  handle: async ({ deps, caller, query }) => json(200, await unusedWaivers(deps, caller, query.days)),
});
