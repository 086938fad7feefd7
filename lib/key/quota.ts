import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';

/** `remaining` and `resetSeconds` as the RateLimit header tells them. */
export type QuotaAnswer = { readonly allowed: boolean; readonly limit: number; readonly remaining: number; readonly resetSeconds: number };
export type TakeFromQuota = (tenant: string, keyId: string, limit: number) => Promise<QuotaAnswer>;

const windowMs = 60_000;
const rememberedKeys = 10_000;
const attempts = 10;

/** What this process may still give out in a window, and what all processes together had taken when it last asked. */
type Share = { window: number; left: number; taken: number; refilling: Promise<void> | null };

/**
 * Requests per minute and key, counted in the table so that it holds across processes. A process takes a small share at a time
 * (one in 200 of the limit): below 200 a minute the count is exact, above it a process that ends loses at most its share.
 */
export const createQuota = (deps: Pick<Deps, 'table' | 'clock'>): TakeFromQuota => {
  const shares = new Map<string, Share>();
  return async (tenant, keyId, limit) => {
    const window = Math.floor(deps.clock.now() / windowMs);
    const share = currentShare(shares, `${tenant}#${keyId}`, window);
    while (share.left === 0 && share.taken < limit) {
      share.refilling ??= refill(deps, tenant, keyId, share, limit).finally(() => {
        share.refilling = null;
      });
      await share.refilling;
    }
    const allowed = share.left > 0;
    if (allowed) share.left -= 1;
    const remaining = Math.max(0, limit - share.taken) + share.left;
    return { allowed, limit, remaining, resetSeconds: Math.ceil(((window + 1) * windowMs - deps.clock.now()) / 1000) };
  };
};

const currentShare = (shares: Map<string, Share>, name: string, window: number): Share => {
  const known = shares.get(name);
  if (known?.window === window) return known;
  const fresh: Share = { window, left: 0, taken: 0, refilling: null };
  shares.delete(name);
  shares.set(name, fresh);
  const oldest = shares.keys().next();
  if (shares.size > rememberedKeys && !oldest.done) shares.delete(oldest.value);
  return fresh;
};

const refill = async (deps: Pick<Deps, 'table' | 'clock'>, tenant: string, keyId: string, share: Share, limit: number): Promise<void> => {
  const key = keys.quota(tenant, keyId);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const item = await deps.table.get(key);
    const sameWindow = item?.body['window'] === share.window;
    share.taken = sameWindow && typeof item.body['taken'] === 'number' ? item.body['taken'] : 0;
    const grant = Math.min(Math.max(1, Math.floor(limit / 200)), limit - share.taken);
    if (grant <= 0) return;
    const taken = share.taken + grant;
    const written = await deps.table.write([
      {
        kind: 'put',
        when: item ? { version: item.version } : 'absent',
        item: {
          ...key,
          version: (item?.version ?? 0) + 1,
          body: { window: share.window, taken },
          expiresAt: Math.ceil(((share.window + 2) * windowMs) / 1000),
        },
      },
    ]);
    if (written.kind === 'conflict') continue;
    share.taken = taken;
    share.left += grant;
    return;
  }
  throw new AppError('unavailable', 'too many requests with this key at once', { retryAfterSeconds: 1, internal: 'quota conflicts' });
};
