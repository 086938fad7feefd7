import * as z from 'zod';
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
  }),
);
