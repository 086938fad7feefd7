import type { MiddlewareHandler } from 'hono';
import type { Identity } from '../../key/identity.ts';
import type { TakeFromQuota } from '../../key/quota.ts';
import { type Caller, requireScope, type Scope } from '../../model/actor.ts';
import { AppError } from '../../model/error.ts';
import type { ApiEnv } from '../deps.ts';

/** Who holds a token; undefined for nobody. */
export type Identify = (token: string, address?: string) => Promise<Identity | undefined>;

/** How a request becomes a caller, and how much that caller may ask. */
export type Gatekeeper = { readonly identify: Identify; readonly quota: TakeFromQuota; readonly requestsPerMinute: number };

// A longer header is neither a key of ours nor a token of an issuer, and looking into it would be work for nothing.
const bearer = /^Bearer +([\x21-\x7e]{1,8192})$/i;

/** Who calls, within quota and with the route's scope; in this order, so that a stranger learns nothing about limits or scopes. */
export const authenticate =
  (gatekeeper: Gatekeeper, scope: Scope): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const header = c.req.header('authorization');
    const identity = await identityOf(gatekeeper, header, addressOf(c.env));
    if (!identity) {
      c.header('www-authenticate', `Bearer realm="plimsoll"${header === undefined ? '' : ', error="invalid_token"'}`);
      throw new AppError('unauthenticated', 'send Authorization: Bearer with a valid API key');
    }
    const { tenant, actor, scopes, quotaName, requestsPerMinute } = identity;
    const caller: Caller = { tenant, actor, scopes, requestId: c.get('requestId') };
    c.set('caller', caller);
    const quota = await gatekeeper.quota(tenant, quotaName, requestsPerMinute ?? gatekeeper.requestsPerMinute);
    c.set('quota', quota);
    if (!quota.allowed) {
      throw new AppError('rate-limited', `at most ${quota.limit} requests a minute with this key`, {
        retryAfterSeconds: quota.resetSeconds,
      });
    }
    requireScope(caller, scope);
    await next();
  };

export const identityOf = async (
  gatekeeper: Pick<Gatekeeper, 'identify'>,
  header: string | undefined,
  address: string | undefined,
): Promise<Identity | undefined> => {
  const token = header === undefined ? undefined : bearer.exec(header)?.[1];
  return token === undefined ? undefined : gatekeeper.identify(token, address);
};

/** A home that tells nothing hands no bindings over at all. */
export const addressOf = (env: ApiEnv['Bindings'] | undefined): string | undefined => env?.address;
