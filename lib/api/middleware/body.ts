import type { MiddlewareHandler } from 'hono';
import { requireSupportedType } from '../body/content.ts';
import type { BodyDefinition } from '../body/definition.ts';
import { readBody } from '../body/read.ts';
import type { ApiEnv } from '../deps.ts';

/** Takes the body in, up to the route's limit and of a type that the route reads. */
export const takeBody =
  (body: BodyDefinition): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    if (body.maxBytes > 0) {
      requireSupportedType(body, c.req.raw.headers);
      c.set('body', await readBody(c.req.raw, body.maxBytes, c.env?.isFramed));
    }
    await next();
  };
