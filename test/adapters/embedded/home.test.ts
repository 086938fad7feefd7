import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { secretCredentials } from '../../../lib/adapters/embedded/credentials.ts';
import { openEmbeddedHome } from '../../../lib/adapters/embedded/home.ts';
import { openSqlite } from '../../../lib/adapters/sqlite/store.ts';
import type { Secrets } from '../../../lib/ports/secrets.ts';
import { scanJob } from '../../contract/job-queue.ts';
import { codeOf, item, put } from '../../contract/table.ts';

const log = { info: () => {}, error: () => {} };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-home-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('finds its data again, in a folder that only the owner reads', async () => {
  const home = join(folder, 'made', 'new');
  const first = await openEmbeddedHome({ folder: home, log });
  await first.deps.table.write([put(item('p', 's'))]);
  await first.deps.queue.send(scanJob('1'));
  await first.deps.secrets.put('a', 'b');
  first.close();
  first.close();
  const second = await openEmbeddedHome({ folder: home, log });
  expect(await second.deps.table.get({ pk: 'p', sk: 's' })).toEqual(item('p', 's'));
  expect(second.countJobs()).toEqual({ waiting: 1, dead: 0 });
  expect(await second.deps.secrets.get('a')).toBe('b');
  second.close();
  const modes = await Promise.all(['', 'plimsoll.db', 'secrets'].map(async (path) => (await stat(join(home, path))).mode & 0o777));
  expect(modes).toEqual([0o700, 0o600, 0o700]);
});

it('tells its listeners of each job', async () => {
  const home = await openEmbeddedHome({ folder, log });
  let told = 0;
  home.onJob(() => (told += 1));
  await home.deps.queue.send(scanJob('1'));
  expect(told).toBe(1);
  home.close();
});

it('deletes what has expired, some at a time', async () => {
  const home = await openEmbeddedHome({ folder, log, clock: { now: () => 2_000_000 } });
  await home.deps.table.write([
    ...['1', '2', '3'].map((sk) => put(item('p', sk, { expiresAt: 1_999 }))),
    put(item('p', '4', { expiresAt: 2_001 })),
    put(item('p', '5')),
  ]);
  expect([home.deleteExpired(2), home.deleteExpired(2), home.deleteExpired(2)]).toEqual([2, 1, 0]);
  expect((await home.deps.table.query({ partition: 'p' })).items.map(({ sk }) => sk)).toEqual(['4', '5']);
  home.close();
});

it('refuses a file that a newer version wrote', async () => {
  const { openDriver } = await import('../../../lib/adapters/sqlite/driver.ts');
  const driver = await openDriver(join(folder, 'plimsoll.db'), { timeout: 100 });
  driver.exec('PRAGMA user_version = 999');
  driver.close();
  expect(await codeOf(openEmbeddedHome({ folder, log }))).toBe('unavailable');
});

const holding = (value: string | undefined): Secrets => ({ get: async () => value, put: async () => {}, delete: async () => {} });

it.each([
  [undefined, undefined],
  ['{"username":"hunter","password":"pw"}', { kind: 'basic', username: 'hunter', password: 'pw' }],
  ['{"identityToken":"t"}', { kind: 'identity-token', token: 't' }],
  ['{"token":"t"}', { kind: 'bearer', token: 't' }],
])('reads the credentials %j', async (text, expected) => {
  expect(await secretCredentials(holding(text))('registry.example')).toEqual(expected);
});

it.each(['no json', '{}', '{"username":"hunter"}', '{"username":"hunter","password":""}', '[]'])(
  'refuses the credentials %j and shows none of them',
  async (text) => {
    const error = await secretCredentials(holding(text))('registry.example').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'registry-unauthorized' });
    expect(JSON.stringify(error)).not.toContain('hunter');
  },
);

it('looks for a registry with a port under a name that secrets may have', async () => {
  const asked: string[] = [];
  await secretCredentials({ ...holding(undefined), get: async (name) => void asked.push(name) })('localhost:5000');
  expect(asked).toEqual(['registry/localhost/5000']);
});

it('refuses a folder that newer code has made unreadable to it, and leaves it alone', async () => {
  const first = await openEmbeddedHome({ folder, log });
  const note = { pk: 'settings', sk: 'version', version: 1, body: { version: 99, oldest: 98, running: null } };
  await first.deps.table.write([{ kind: 'put', item: note }]);
  first.close();
  expect(await codeOf(openEmbeddedHome({ folder, log }))).toBe('unavailable');
  const store = await openSqlite(join(folder, 'plimsoll.db'), { clock: { now: () => 0 } });
  expect(await store.table.get(note)).toEqual(note);
  store.close();
});
