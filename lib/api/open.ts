import type { Hono } from 'hono';
import { AppError } from '../model/error.ts';
import { keys } from '../store/keys.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import type { Metrics } from './metrics.ts';
import { addressOf, type Gatekeeper, identityOf } from './middleware/authenticate.ts';
import { cacheable, json, text } from './reply.ts';

export const openPaths = ['/livez', '/readyz', '/version', '/metrics', '/openapi.json', '/docs'] as const;

type OpenParts = {
  readonly deps: ApiDeps;
  readonly gatekeeper: Gatekeeper;
  readonly metrics: Metrics;
};

/** What answers without a key: probes, the API's own description. No quota either: a probe must not fail because others ask much. */
export const registerOpen = (app: Hono<ApiEnv>, { deps, gatekeeper, metrics }: OpenParts): void => {
  for (const path of openPaths) {
    app.get(path, async (c, next) => {
      c.set('route', path);
      await next();
    });
  }
  app.get('/livez', () => json(200, { status: 'ok' }));
  app.get('/readyz', async () => {
    await deps.table.get(keys.setting('ready'));
    return json(200, { status: 'ok' });
  });
  app.get('/version', () => json(200, { name: 'plimsoll', version: deps.version }));
  app.get('/metrics', async (c) => {
    const identity = await identityOf(gatekeeper, c.req.header('authorization'), addressOf(c.env));
    const detail = identity ? metrics.render() : '';
    return text(200, `# TYPE plimsoll_up gauge\nplimsoll_up 1\n${detail}`, 'text/plain; version=0.0.4; charset=utf-8');
  });
  let document: Promise<string> | undefined;
  app.get('/openapi.json', async (c) => {
    document ??= openApiText(deps.version);
    return cacheable(c.req.raw, await document, 'application/json', { cacheControl: 'public, no-cache' });
  });
  app.get('/docs', async (c) => {
    const { docsPage, docsPolicy } = await import('./docs-page.ts');
    const headers = { 'content-security-policy': docsPolicy };
    return cacheable(c.req.raw, docsPage, 'text/html; charset=utf-8', { cacheControl: 'public, no-cache', headers });
  });
};

const openApiText = async (version: string): Promise<string> => {
  const [{ openApiDocument }, { loadEndpoints }] = await Promise.all([import('./openapi/document.ts'), import('./routes/table.ts')]);
  return JSON.stringify(openApiDocument(await loadEndpoints(), version));
};

export const notFound = (): never => {
  throw new AppError('not-found', 'there is no such path');
};
