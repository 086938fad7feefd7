import { describe, expect, it } from 'vitest';
import { loadEndpoints } from '../../lib/api/routes/table.ts';
import { type Scope, scopes } from '../../lib/model/actor.ts';
import { documentOf } from './documented.ts';
import { openWorld, type Tenant } from './harness.ts';

const endpoints = await loadEndpoints();

const world = await openWorld();
const tenant = await world.tenant();
const keys = new Map<Scope, string>();
for (const scope of scopes) keys.set(scope, await tenant.withScopes([scope]));
const allBut = new Map<Scope, string>();
for (const scope of scopes) allBut.set(scope, await tenant.withScopes(scopes.filter((other) => other !== scope)));

const ids: { readonly [name: string]: string } = {
  delivery: 'dlv_01KAM7Y5T00000000000000000',
  name: 'nothing',
  environment: 'nowhere',
  policy: 'nothing',
  digest: `sha256:${'0'.repeat(64)}`,
};
const prefixes: { readonly [folder: string]: string } = {
  scans: 'scan',
  verdicts: 'ver',
  keys: 'key',
  waivers: 'wvr',
  webhooks: 'whk',
  deployments: 'dep',
  replays: 'rpl',
};

const fill = (path: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `${prefixes[path.split('/')[2] ?? '']}_01KAM7Y5T00000000000000000`);

const statusWith = async (by: Tenant, key: string | undefined, { method, path, body }: (typeof endpoints)[number]): Promise<number> => {
  const sent = { method: method.toUpperCase(), path: fill(path), ...(body.maxBytes > 0 && { json: {} }), headers: { 'if-match': '"v1"' } };
  return (await (key === undefined ? world.send(sent) : by.send({ ...sent, key }))).status;
};

describe.each(endpoints.map((endpoint) => [`${endpoint.method.toUpperCase()} ${endpoint.path}`, endpoint] as const))(
  '%s',
  (_title, endpoint) => {
    it('is open to its scope and to no other', async () => {
      for (const scope of scopes) {
        const status = await statusWith(tenant, keys.get(scope), endpoint);
        expect([scope, status === 403]).toEqual([scope, scope !== endpoint.scope]);
      }
      expect(await statusWith(tenant, allBut.get(endpoint.scope), endpoint)).toBe(403);
    });

    it('is closed without a key', async () => {
      expect(await statusWith(tenant, undefined, endpoint)).toBe(401);
    });
  },
);

it('covers every route of the document', async () => {
  const document = await documentOf(world.app);
  const told = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  const known = endpoints.map(({ method, path }) => `${method} ${path}`);
  const open = told.filter((route) => !known.includes(route));
  expect(open.sort()).toEqual(['get /docs', 'get /livez', 'get /metrics', 'get /openapi.json', 'get /readyz', 'get /version']);
});

it('covers every route that the application has', async () => {
  const document = await documentOf(world.app);
  const told = new Set(Object.keys(document.paths).map((path) => path.replace(/\{(\w+)\}/g, ':$1')));
  const served = world.app.routes.map(({ path }) => path).filter((path) => path !== '/*');
  expect(served.filter((path) => !told.has(path))).toEqual([]);
});

it('gives every scope something to do', () => {
  const used = new Set(endpoints.map(({ scope }) => scope));
  expect(scopes.filter((scope) => !used.has(scope))).toEqual([]);
});
