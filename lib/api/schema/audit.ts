import * as z from 'zod';
import { auditLink } from '../../audit/chain.ts';
import { chainFaults } from '../../audit/verify.ts';
import { named } from './named.ts';

export const auditSchema = named(
  'AuditRecord',
  z.object({
    id: z.string(),
    at: z.string(),
    actor: z.object({ kind: z.enum(['key', 'federated', 'system']) }).catchall(z.string()),
    action: z.string().describe('As `waiver.create`'),
    target: z.string(),
    requestId: z.string(),
    detail: z.record(z.string(), z.json()),
    link: auditLink.optional().describe('Its place in the chain; not there yet in the first seconds'),
  }),
);

export const auditVerificationSchema = named(
  'AuditVerification',
  z.object({
    intact: z.boolean(),
    records: z.int(),
    pending: z.int().describe('Written, but not in the chain yet'),
    faults: z.array(z.object({ kind: z.enum(chainFaults), shard: z.int(), sequence: z.int(), id: z.string().nullable() })),
    heads: z.array(z.object({ shard: z.int(), sequence: z.int(), hash: z.string() })),
  }),
);
