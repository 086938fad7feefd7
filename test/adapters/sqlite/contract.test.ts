import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite, type SqliteOptions, type SqliteStore } from '../../../lib/adapters/sqlite/store.ts';
import { jobQueueContract } from '../../contract/job-queue.ts';
import { migrationContract } from '../../contract/migration.ts';
import { tableContract } from '../../contract/table.ts';

const start = Date.UTC(2026, 10, 22, 10);

const inFile = async (options: SqliteOptions): Promise<{ store: SqliteStore; close(): Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-sqlite-'));
  const store = await openSqlite(join(folder, 'plimsoll.db'), options);
  return {
    store,
    close: async () => {
      store.close();
      await rm(folder, { recursive: true });
    },
  };
};
const inMemory = async (options: SqliteOptions): Promise<{ store: SqliteStore; close(): void }> => {
  const store = await openSqlite(':memory:', options);
  return { store, close: () => store.close() };
};

for (const [name, open] of [['memory', inMemory] as const, ['file', inFile] as const]) {
  tableContract(`SQLite in ${name}`, async () => {
    const { store, close } = await open({ clock: { now: () => start } });
    return { table: store.table, close };
  });

  migrationContract(`SQLite in ${name}`, async () => {
    const { store, close } = await open({ clock: { now: () => start } });
    return { table: store.table, walk: store.walk, close };
  });

  jobQueueContract(`SQLite in ${name}`, async () => {
    let now = start;
    const { store, close } = await open({ clock: { now: () => now }, maxReceives: 3 });
    return {
      queue: store.queue,
      advance: async (seconds) => {
        now += seconds * 1000;
      },
      close,
    };
  });
}

tableContract('SQLite with indexes that lag', async () => {
  let now = start;
  // The clock moves with every look, so that an index is behind by some reads and catches up while it is polled.
  const store = await openSqlite(':memory:', { clock: { now: () => (now += 1) }, indexDelayMs: 3 });
  return { table: store.table, close: () => store.close() };
});
