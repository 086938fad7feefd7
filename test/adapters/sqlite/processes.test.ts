import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqlite } from '../../../lib/adapters/sqlite/store.ts';
import { scanJob } from '../../contract/job-queue.ts';
import { type Program, program } from '../../process/bundle.ts';

let writer: Program;
let folder: string;
beforeAll(async () => {
  writer = await program('test/process/table-writer.ts');
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-processes-'));
});
afterAll(async () => {
  await writer.remove();
  await rm(folder, { recursive: true });
});

it('lets processes that open one new file at once write and take jobs without losing or doubling any', async () => {
  const [file, times, processes] = [join(folder, 'plimsoll.db'), 200, 4];
  const runs = Array.from({ length: processes }, () => writer.run(file, String(times)));
  await Promise.all(runs);
  const store = await openSqlite(file, { clock: { now: () => Date.now() } });
  expect(await store.table.get({ pk: 'p', sk: 'counter' })).toMatchObject({ version: times * processes });

  for (let n = 0; n < 60; n += 1) await store.queue.send(scanJob(`${n}`));
  store.close();
  const ended = await Promise.all(Array.from({ length: processes }, () => writer.run(file, '0')));
  const taken = ended.flatMap((run): string[] => (run.killed ? [] : JSON.parse(run.output)));
  expect(taken.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n));
});

it('answers `unavailable` when another process holds the file for too long', async () => {
  const { openDriver } = await import('../../../lib/adapters/sqlite/driver.ts');
  const file = join(folder, 'held.db');
  const store = await openSqlite(file, { clock: { now: () => 0 }, busyTimeoutMs: 20 });
  const other = await openDriver(file, { timeout: 0 });
  other.exec('BEGIN IMMEDIATE');
  const write = store.table.write([{ kind: 'put', item: { pk: 'p', sk: 's', version: 1, body: {} } }]);
  await expect(write).rejects.toMatchObject({ code: 'unavailable' });
  expect(await store.table.get({ pk: 'p', sk: 's' })).toBeUndefined();
  other.exec('ROLLBACK');
  expect(await store.table.write([{ kind: 'put', item: { pk: 'p', sk: 's', version: 1, body: {} } }])).toEqual({ kind: 'written' });
  other.close();
  store.close();
});
