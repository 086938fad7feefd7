import { AppError } from '../../model/error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Table } from '../../ports/table.ts';
import { type Migration, migrations, versionOf } from './migration.ts';
import { type MigrationState, readState } from './state.ts';

/** So long a process of older code may go on after a table has moved past it. */
const lookEveryMs = 60_000;

/** Throws AppError `unavailable` for a table that newer code has made unreadable to this. */
export const requireReadable = ({ oldest, version }: MigrationState, list: readonly Migration[] = migrations): void => {
  if (oldest > versionOf(list))
    throw new AppError('unavailable', 'the data was written by a newer version of Plimsoll', {
      internal: `table version ${version}, readable from ${oldest} on; this is ${versionOf(list)}`,
      retryAfterSeconds: 60,
    });
};

/** The table, refusing every call while it is of a version that this code cannot read: half-understood items would be written back as such. */
export const guardedTable = (table: Table, clock: Clock, list: readonly Migration[] = migrations): Table => {
  let freshUntil = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    requireReadable((await readState(table)).state, list);
    freshUntil = clock.now() + lookEveryMs;
  };
  const checked = async (): Promise<void> => {
    if (clock.now() < freshUntil) return;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    await looking;
  };
  const isFresh = (): boolean => clock.now() < freshUntil;
  return {
    get: (key) => (isFresh() ? table.get(key) : checked().then(() => table.get(key))),
    batchGet: (keys) => (isFresh() ? table.batchGet(keys) : checked().then(() => table.batchGet(keys))),
    query: (query) => (isFresh() ? table.query(query) : checked().then(() => table.query(query))),
    write: (actions) => (isFresh() ? table.write(actions) : checked().then(() => table.write(actions))),
  };
};
