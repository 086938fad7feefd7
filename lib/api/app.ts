import { Hono } from 'hono';
import { createAuthenticate } from '../key/authenticate.ts';
import { createIdentifyFederated } from '../key/federation/identify.ts';
import { identityOfKey } from '../key/identity.ts';
import { createQuota } from '../key/quota.ts';
import { createCursors } from './cursor.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { createMetrics } from './metrics.ts';
import { accessLog } from './middleware/access-log.ts';
import type { Identify } from './middleware/authenticate.ts';
import { envelope } from './middleware/envelope.ts';
import { onError } from './middleware/errors.ts';
import { notFound, openPaths, registerOpen } from './open.ts';
import { register, registerOtherMethods } from './register.ts';
import { routes } from './routes/table.ts';

/** The whole HTTP API as one function of a request; it opens nothing and listens nowhere. */
export const createApp = (deps: ApiDeps): Hono<ApiEnv> => {
  const app = new Hono<ApiEnv>();
  const metrics = createMetrics();
  const gatekeeper = { identify: createIdentify(deps), quota: createQuota(deps), requestsPerMinute: deps.requestsPerMinute };
  const cursors = createCursors(deps);
  app.onError(onError(deps));
  app.notFound(notFound);
  app.use(envelope(deps), accessLog(deps, metrics));
  registerOpen(app, { deps, gatekeeper, metrics });
  for (const route of routes) register(app, { deps, cursors, gatekeeper }, route);
  registerOtherMethods(app, [...routes, ...openPaths.map((path) => ({ method: 'get', path }))]);
  return app;
};

const createIdentify = (deps: ApiDeps): Identify => {
  const authenticate = createAuthenticate(deps);
  const federated = createIdentifyFederated(deps, deps.trust ?? []);
  return async (token, address) => {
    const key = await authenticate(token, address);
    return key ? identityOfKey(key) : federated(token);
  };
};
