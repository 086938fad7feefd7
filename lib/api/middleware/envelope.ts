import type { MiddlewareHandler } from 'hono';
import { publicIdOf } from '../../key/token.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';

// Short and clean, so that it can be logged and echoed as it is.
const form = /^[\w=-]{1,128}$/;

/** What every answer carries: the request id (the caller's own when it is fit to be logged), and how much of the quota is left. */
export const envelope =
  ({ ids }: Pick<ApiDeps, 'ids'>): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const given = c.req.header('x-request-id');
    const usable = given !== undefined && form.test(given) && publicIdOf(given) === undefined;
    c.set('requestId', usable ? given : ids.next('req'));
    c.set('route', 'unmatched');
    c.set('caller', null);
    c.set('body', new Uint8Array());
    c.set('quota', null);
    await next();
    // Into the answer as it is: `c.header` would make it anew, body and all, once a header.
    const { headers } = c.res;
    headers.set('x-request-id', c.get('requestId'));
    headers.set('x-content-type-options', 'nosniff');
    const quota = c.get('quota');
    if (!quota) return;
    headers.set('ratelimit-policy', `"requests";q=${quota.limit};w=60`);
    headers.set('ratelimit', `"requests";r=${quota.remaining};t=${quota.resetSeconds}`);
  };
