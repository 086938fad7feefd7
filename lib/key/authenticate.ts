import { createHash, timingSafeEqual } from 'node:crypto';
import { isRecent } from '../model/recent.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { fixedKeyPublicId } from './ensure-admin.ts';
import { findByPublicId, type StoredKey } from './find.ts';
import { mayComeFrom } from './networks.ts';
import { type KeyRecord, keyState } from './record.ts';
import { hashToken, publicIdOf } from './token.ts';

type AuthenticateDeps = Pick<Deps, 'table' | 'clock' | 'log'>;
export type Authenticate = (token: string, address?: string) => Promise<KeyRecord | undefined>;

const debounceMs = 5 * 60_000;
const fixedKeyMemoryMs = 60_000;
const nobody = createHash('sha256').update('no such key').digest('hex');

/** Undefined for anything but an active key's token: why is nobody's business. Shape and checksum are looked at before anything is read. */
export const createAuthenticate = (deps: AuthenticateDeps): Authenticate => {
  const fixed = rememberFixedKey(deps);
  return async (token, address) => {
    const publicId = (await fixed(token)) ?? publicIdOf(token);
    if (publicId === undefined) return undefined;
    const stored = await findByPublicId(deps, publicId);
    // The comparison is made for a missing key too, so that time does not tell which ids exist.
    const matches = equalHashes(hashToken(token), stored?.record.hash ?? nobody);
    if (!stored || !matches || keyState(stored.record, deps.clock.now()) !== 'active') return undefined;
    if (!mayComeFrom(stored.record, address)) {
      deps.log.info('key used from elsewhere', { keyId: stored.record.id, tenant: stored.record.tenant, address });
      return undefined;
    }
    await recordUse(deps, stored);
    return stored.record;
  };
};

const equalHashes = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));

// A first key given by automation has whatever form it was given. One read a minute tells which it is; noise costs no more than that.
const rememberFixedKey = (deps: AuthenticateDeps) => {
  let known: { readonly readAt: number; readonly hash: string | undefined; readonly publicId: string | undefined } | undefined;
  return async (token: string): Promise<string | undefined> => {
    const now = deps.clock.now();
    if (!known || !isRecent(known.readAt, fixedKeyMemoryMs, now)) known = { readAt: now, ...(await fixedKeyPublicId(deps)) };
    return known.hash !== undefined && equalHashes(hashToken(token), known.hash) ? known.publicId : undefined;
  };
};

const recordUse = async (deps: AuthenticateDeps, { item, record }: StoredKey): Promise<void> => {
  const now = deps.clock.now();
  if (record.lastUsedAt !== null && isRecent(Date.parse(record.lastUsedAt), debounceMs, now)) return;
  const body = { ...record, lastUsedAt: instant(deps.clock) };
  // A conflict means that someone else has just written it, or revoked the key: either way there is nothing to add.
  await deps.table.write([{ kind: 'put', when: { version: item.version }, item: { ...item, version: item.version + 1, body } }]);
};
