import * as z from 'zod';
import { verifyAudit } from '../../../audit/verify.ts';
import { endpoint, noBody, noParams } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { auditVerificationSchema } from '../../schema/audit.ts';
import { instant } from '../../schema/page.ts';

const defaultSpanMs = 30 * 86_400_000;

export const verifyAuditRoute = endpoint({
  method: 'get',
  path: '/v1/audit/verification',
  operation: 'verifyAudit',
  tag: 'audit',
  summary: 'Whether the audit trail is as it was written',
  description:
    'Every record carries the hash of its predecessor. A change, a deletion or an insertion is found; keep the heads elsewhere to find out even a store that was rewritten as a whole. Without `since` the last 30 days.',
  scope: 'audit:read',
  params: noParams,
  query: z.strictObject({ since: instant.optional() }),
  body: noBody,
  replies: { 200: { description: 'What was found', content: { 'application/json': auditVerificationSchema } } },
  handle: async ({ deps, caller, query }) =>
    json(
      200,
      await verifyAudit(deps, caller, { since: query.since === undefined ? deps.clock.now() - defaultSpanMs : Date.parse(query.since) }),
    ),
});
