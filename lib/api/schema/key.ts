import * as z from 'zod';
import { scopes } from '../../model/actor.ts';
import { named } from './named.ts';
import { instant } from './page.ts';

const time = z.string().nullable();

export const keySchema = named(
  'Key',
  z.object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().describe('How the key begins; the rest is kept as a hash'),
    scopes: z.array(z.enum(scopes)),
    state: z.enum(['active', 'expired', 'revoked']),
    createdAt: z.string(),
    createdBy: z.string(),
    expiresAt: time,
    revokedAt: time,
    lastUsedAt: time.describe('To five minutes'),
    requestsPerMinute: z.int().nullable().describe("null: the service's own limit"),
    allowedFrom: z.array(z.string()).describe('Networks that it may be used from; none: anywhere'),
  }),
);

export const createdKeySchema = named(
  'CreatedKey',
  keySchema.extend({ token: z.string().describe('The key itself: shown now and never again') }),
);

export const newKeySchema = named(
  'NewKey',
  z.strictObject({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
    expiresAt: instant.optional(),
    requestsPerMinute: z.int().min(1).max(10_000_000).optional(),
    allowedFrom: z
      .array(z.string().min(1).max(50))
      .max(100)
      .optional()
      .describe('Networks that it may be used from, as 10.0.0.0/8; those of the calling key when left out'),
  }),
);
