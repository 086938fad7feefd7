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
  }),
);
