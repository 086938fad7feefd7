import type { MiddlewareHandler } from 'hono';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import type { Metrics } from '../metrics.ts';

/** One line a request. The route's pattern and no URL: a path or a query may hold what somebody pasted there. */
export const accessLog =
  ({ clock, log }: Pick<ApiDeps, 'clock' | 'log'>, metrics: Metrics): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const start = clock.now();
    await next();
    const durationMs = Math.max(0, clock.now() - start);
    const { method } = c.req;
    const route = c.get('route');
    const { status } = c.res;
    metrics.observe({ method: knownMethods.has(method) ? method : 'other', route, status, seconds: durationMs / 1000 });
    const caller = c.get('caller');
    log.info('api request', {
      requestId: c.get('requestId'),
      method: knownMethods.has(method) ? method : 'other',
      route,
      status,
      durationMs,
      ...(caller && { tenant: caller.tenant, actor: { ...caller.actor } }),
    });
  };

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
