import type { MiddlewareHandler } from 'hono';
import { negotiate } from '../accept.ts';
import type { ApiEnv } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';

/** Refuses what the caller could not read before anything is done for it. `?format=` outranks the header. */
export const acceptable = ({ replies }: Endpoint): MiddlewareHandler<ApiEnv> => {
  const offers = Object.values(replies).flatMap(({ content }) => Object.keys(content ?? {}));
  return async (c, next) => {
    if (offers.length > 0 && c.req.query('format') === undefined) negotiate(c.req.header('accept') ?? null, offers);
    await next();
  };
};
