import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../cli/bundle.ts';

const folder = resolve(`.cache/test/client-${process.pid}`);
let home = '';
let service: Service;
let url = '';
type Loose = {
  readonly [name: string]: (...input: readonly unknown[]) => Promise<{ status: number; data: never; location: string; etag: string }>;
};
// What the declarations promise is checked by the compiler below; here the module is used as JavaScript uses it.
let module: {
  createClient(
    options: object,
  ): Loose & { pages(name: string, input?: object): AsyncGenerator<never>; follow(id: string): AsyncGenerator<never> };
};

beforeAll(async () => {
  const built = spawnSync(process.execPath, ['infra/dev/client.mjs', folder], { encoding: 'utf8' });
  expect([built.status, built.stderr]).toEqual([0, '']);
  module = await import(pathToFileURL(join(folder, 'client.mjs')).href);
  home = mkdtempSync(join(tmpdir(), 'plimsoll-client-'));
  service = await startService({ PLIMSOLL_HOME: home, PLIMSOLL_ADMIN_KEY: 'fixed' });
  [, url = ''] = await service.output(/listening on (http:\/\/\S+)/);
}, 60_000);
afterAll(async () => {
  await service.stop();
  for (const path of [home, folder]) rmSync(path, { recursive: true, force: true });
});

const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: a }] }\n`;
const client = () => module.createClient({ url: `${url}/`, token: 'fixed' });

describe('the client over HTTP', () => {
  it('has a function for every operation that needs a key', () => {
    const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
    const operations = Object.values<object>(paths).flatMap((methods) =>
      Object.values<{ operationId: string; 'x-scope'?: string }>(Object(methods)),
    );
    const named = operations.filter((one) => one['x-scope'] !== undefined).map(({ operationId }) => operationId);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => typeof client()[name] !== 'function')).toEqual([]);
  });

  it('starts a scan, follows it to its end and reads the verdict as JSON and as text', async () => {
    const api = client();
    const started = await api['startScan']?.({ body: { manifests: [{ name: 'a.yaml', text: pod('a') }] }, idempotencyKey: 'one "build"' });
    expect(started).toMatchObject({ status: 202, data: { state: 'queued' }, location: expect.stringMatching(/^\/v1\/scans\/scan_/) });
    const { id } = Object(started?.data);
    const events: unknown[] = [];
    for await (const event of api.follow(id)) events.push(event);
    expect(events.at(-1)).toMatchObject({ event: 'end', data: { id, state: 'succeeded' } });
    const { verdictId } = Object(events.at(-1)).data;
    expect(await api['getVerdict']?.({ params: { id: verdictId } })).toMatchObject({
      status: 200,
      data: { id: verdictId, decision: 'deny' },
    });
    const sarif = await api['text']?.('getVerdict', { params: { id: verdictId }, accept: 'text/markdown' });
    expect(sarif?.data).toMatch(/^#/);
    const again = await api['startScan']?.({ body: { manifests: [{ name: 'a.yaml', text: pod('a') }] }, idempotencyKey: 'one "build"' });
    expect(Object(again?.data).id).toBe(id);
  });

  it('reads a list to its end, page after page', async () => {
    const api = client();
    for (const name of ['b', 'c', 'd']) await api['evaluate']?.({ body: { manifests: pod(name) }, query: { policy: 'baseline' } });
    const seen: unknown[] = [];
    for await (const verdict of api.pages('listVerdicts', { query: { policy: 'baseline', limit: 2 } })) seen.push(Object(verdict).id);
    expect(new Set(seen).size).toBe(3);
  });

  it('sends documents as they are, and the version of what it changes', async () => {
    const api = client();
    const text = { type: 'application/yaml', body: 'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: team }\nspec: {}\n' };
    const { data } = (await api['createPolicy']?.({ text })) ?? {};
    const { etag } = (await api['getPolicy']?.({ params: { name: 'team' } })) ?? {};
    const activated = await api['activatePolicy']?.({ params: { name: 'team' }, body: { digest: Object(data).digest }, ifMatch: etag });
    expect(activated?.data).toMatchObject({ name: 'team', version: 1 });
  });

  it('throws a refusal with its code, its places and the id of the request', async () => {
    const refused = client()['startScan']?.({ body: { imgae: 'a' } });
    await expect(refused).rejects.toMatchObject({
      name: 'PlimsollError',
      status: 400,
      code: 'invalid-request',
      places: [{ pointer: '/imgae', fix: 'did you mean image?' }],
      requestId: expect.stringMatching(/^req_/),
    });
    await expect(module.createClient({ url, token: 'wrong' })['listScans']?.()).rejects.toMatchObject({ status: 401 });
    await expect(client()['getScan']?.({ params: { id: '../keys' } })).rejects.toMatchObject({ status: 404 });
  });
});

describe('a service that is busy', () => {
  /** Answers with these statuses in turn, then with 200; gives the methods that were asked. */
  const against = async (statuses: readonly number[], work: (api: Loose, slept: readonly number[]) => Promise<void>): Promise<number> => {
    let asked = 0;
    const server = createServer((_, response) => {
      const status = statuses[asked] ?? 200;
      asked += 1;
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '7' }).end('{"items":[]}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address: AddressInfo = Object(server.address());
    const slept: number[] = [];
    await work(module.createClient({ url: `http://127.0.0.1:${address.port}`, sleep: async (ms: number) => void slept.push(ms) }), slept);
    await new Promise((done) => server.close(done));
    return asked;
  };

  it('is asked again as it says, but not for what might then be done twice', async () => {
    const reads = await against([503, 429], async (api, slept) => {
      expect((await api['listScans']?.())?.status).toBe(200);
      expect(slept).toEqual([7000, 7000]);
    });
    expect(reads).toBe(3);
    const creates = await against([503], async (api) => {
      await expect(api['createWaiver']?.({ body: {} })).rejects.toMatchObject({ status: 503, retryAfterSeconds: 7 });
    });
    expect(creates).toBe(1);
    const keyed = await against([503], async (api) => {
      expect((await api['createWaiver']?.({ body: {}, idempotencyKey: 'a' }))?.status).toBe(200);
    });
    expect(keyed).toBe(2);
    expect(await against([503, 503, 503, 503], async (api) => expect(api['listScans']?.()).rejects.toMatchObject({ status: 503 }))).toBe(3);
  });
});

it('its declarations take what is right and refuse what is wrong', () => {
  copyFileSync('test/client/sample.txt', join(folder, 'sample.mts'));
  const flags = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--types',
    'node',
    '--exactOptionalPropertyTypes',
    '--ignoreConfig',
  ];
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', ...flags, join(folder, 'sample.mts')], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, '']);
});
