import * as z from 'zod';
import { scopes } from '../model/actor.ts';

/** An API key as stored: never the token, only its hash. Times are RFC 3339 UTC. `requestsPerMinute` null: the service's own limit. */
export const keyRecord = z.strictObject({
  id: z.string(),
  tenant: z.string(),
  publicId: z.string(),
  hash: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)).readonly(),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  requestsPerMinute: z.int().positive().nullable(),
  /** Networks that it may be used from; none: anywhere. */
  allowedFrom: z.array(z.string()).readonly().default([]),
});
export type KeyRecord = Readonly<z.infer<typeof keyRecord>>;

export type KeyState = 'active' | 'expired' | 'revoked';

/** What may be shown of a key: all but the hash and the tenant. `prefix` is how the token begins. */
export type KeyView = Omit<KeyRecord, 'hash' | 'tenant' | 'publicId'> & { readonly prefix: string; readonly state: KeyState };

export const keyState = (key: Pick<KeyRecord, 'revokedAt' | 'expiresAt'>, now: number): KeyState => {
  if (key.revokedAt !== null) return 'revoked';
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= now ? 'expired' : 'active';
};

export const viewKey = ({ hash: _hash, tenant: _tenant, publicId, ...shown }: KeyRecord, now: number): KeyView => ({
  ...shown,
  prefix: `plim_${publicId}`,
  state: keyState(shown, now),
});
