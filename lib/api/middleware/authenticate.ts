import type { MiddlewareHandler } from 'hono';
import type { Authenticate } from '../../key/authenticate.ts';
import type { TakeFromQuota } from '../../key/quota.ts';
import type { KeyRecord } from '../../key/record.ts';
import { type Caller, requireScope, type Scope } from '../../model/actor.ts';
import { AppError } from '../../model/error.ts';
import type { ApiEnv } from '../deps.ts';

/** How a request becomes a caller, and how much that caller may ask. */
export type Gatekeeper = { readonly authenticate: Authenticate; readonly quota: TakeFromQuota; readonly requestsPerMinute: number };

// A longer header is no key of ours, and hashing it would be work for nothing.
const bearer = /^Bearer +([\x21-\x7e]{1,512})$/i;

/** Who calls, within quota and with the route's scope; in this order, so that a stranger learns nothing about limits or scopes. */
export const authenticate =
  (gatekeeper: Gatekeeper, scope: Scope): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const header = c.req.header('authorization');
    const key = await keyOf(gatekeeper, header);
    if (!key) {
      c.header('www-authenticate', `Bearer realm="plimsoll"${header === undefined ? '' : ', error="invalid_token"'}`);
      throw new AppError('unauthenticated', 'send Authorization: Bearer with a valid API key');
    }
    const caller = callerOf(key, c.get('requestId'));
    c.set('caller', caller);
    const quota = await gatekeeper.quota(key.tenant, key.id, key.requestsPerMinute ?? gatekeeper.requestsPerMinute);
    c.set('quota', quota);
    if (!quota.allowed) {
      throw new AppError('rate-limited', `at most ${quota.limit} requests a minute with this key`, {
        retryAfterSeconds: quota.resetSeconds,
      });
    }
    requireScope(caller, scope);
    await next();
  };

export const keyOf = async (gatekeeper: Pick<Gatekeeper, 'authenticate'>, header: string | undefined): Promise<KeyRecord | undefined> => {
  const token = header === undefined ? undefined : bearer.exec(header)?.[1];
  return token === undefined ? undefined : gatekeeper.authenticate(token);
};

const callerOf = (key: KeyRecord, requestId: string): Caller => ({
  tenant: key.tenant,
  actor: { kind: 'key', keyId: key.id, name: key.name },
  scopes: key.scopes,
  requestId,
});
