import type { Hono, MiddlewareHandler } from 'hono';
import { AppError } from '../model/error.ts';
import type { Cursors } from './cursor.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import type { Endpoint } from './endpoint.ts';
import { acceptable } from './middleware/accept.ts';
import { authenticate, type Gatekeeper } from './middleware/authenticate.ts';
import { takeBody } from './middleware/body.ts';
import { idempotency } from './middleware/idempotency.ts';
import type { Route } from './routes/table.ts';

/** Hono writes `:id` where OpenAPI writes `{id}`. */
const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

export type Registration = { readonly deps: ApiDeps; readonly cursors: Cursors; readonly gatekeeper: Gatekeeper };

export const register = (app: Hono<ApiEnv>, { deps, cursors, gatekeeper }: Registration, { method, path, load }: Route): void => {
  const step = steps(load);
  app.on(
    method.toUpperCase(),
    honoPath(path),
    async (c, next) => {
      c.set('route', path);
      await next();
    },
    step(({ scope }) => authenticate(gatekeeper, scope)),
    step((endpoint) => acceptable(endpoint)),
    step(({ body }) => takeBody(body)),
    step((endpoint) => idempotency(deps, endpoint)),
    step((endpoint) => async (c) => {
      const caller = c.get('caller');
      if (!caller) throw new AppError('unauthenticated', 'send a valid API key');
      return endpoint.run(c, { deps, cursors, caller });
    }),
  );
};

type Step = MiddlewareHandler<ApiEnv>;

/** Steps of a route that are made when it is first called, from one loading of it. */
const steps = (load: Route['load']): ((make: (endpoint: Endpoint) => Step) => Step) => {
  let loading: Promise<Endpoint> | undefined;
  return (make) => {
    let made: Step | undefined;
    return async (c, next) => {
      loading ??= load();
      made ??= make(await loading);
      return made(c, next);
    };
  };
};

/** What a path does not do: 405 with what it does, and OPTIONS. To be called after all of its methods are registered. */
export const registerOtherMethods = (app: Hono<ApiEnv>, routes: readonly { readonly method: string; readonly path: string }[]): void => {
  for (const path of new Set(routes.map((route) => route.path))) {
    const names = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
    const allow = [...names, ...(names.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
    app.all(honoPath(path), (c) => {
      c.set('route', path);
      c.header('allow', allow);
      if (c.req.method === 'OPTIONS') return c.body(null, 204);
      throw new AppError('method-not-allowed', `this path takes ${allow}`);
    });
  }
};
