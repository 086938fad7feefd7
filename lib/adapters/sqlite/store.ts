import type { Clock } from '../../ports/clock.ts';
import type { JobQueue, JobReceiver } from '../../ports/job-queue.ts';
import type { Table, TableWalk } from '../../ports/table.ts';
import { openDatabase } from './database.ts';
import { countJobs, sqliteQueue } from './job-queue.ts';
import { laggingIndexes } from './lag.ts';
import { deleteExpired, sqliteTable } from './table.ts';
import { sqliteWalk } from './walk.ts';

export type SqliteOptions = {
  readonly clock: Clock;
  /** Default 5. */
  readonly maxReceives?: number;
  /** How long a write waits for another process's. Default 5,000; the whole process waits with it. */
  readonly busyTimeoutMs?: number;
  /** For tests: reads through an index see the table as it was this long ago. */
  readonly indexDelayMs?: number;
};

export type SqliteStore = {
  readonly table: Table;
  readonly walk: TableWalk;
  readonly queue: JobQueue & JobReceiver;
  /** Deletes at most `max` items whose time has passed; gives how many. */
  deleteExpired(max: number): number;
  countJobs(): { readonly waiting: number; readonly dead: number };
  close(): void;
};

/** Table and queue in one file, or in memory with the path `:memory:`. */
export const openSqlite = async (path: string, options: SqliteOptions): Promise<SqliteStore> => {
  const database = await openDatabase(path, options.busyTimeoutMs);
  const mirror = options.indexDelayMs === undefined ? undefined : await openDatabase(':memory:');
  const table = sqliteTable(database);
  return {
    table: mirror ? laggingIndexes(table, sqliteTable(mirror), { clock: options.clock, delayMs: options.indexDelayMs ?? 0 }) : table,
    walk: sqliteWalk(database),
    queue: sqliteQueue(database, { clock: options.clock, maxReceives: options.maxReceives ?? 5 }),
    deleteExpired: (max) => deleteExpired(database, options.clock.now(), max),
    countJobs: () => countJobs(database),
    close: () => {
      mirror?.close();
      database.close();
    },
  };
};
