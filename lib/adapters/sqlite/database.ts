import { AppError } from '../../model/error.ts';
import { openDriver, type Statement } from './driver.ts';
import { migrate } from './schema.ts';

/** One file, shared by table and queue. `transact` holds the write lock from its first line on. */
export type Database = {
  statement(sql: string): Statement;
  transact<T>(work: () => T): T;
  guard<T>(work: () => T): T;
  close(): void;
};

const defaultBusyTimeoutMs = 5_000;
// Result codes that say "not now" about the file and nothing about the request. Source: sqlite.org/rescode.html
const passing = new Map([
  [5, 'SQLITE_BUSY'],
  [6, 'SQLITE_LOCKED'],
  [10, 'SQLITE_IOERR'],
  [13, 'SQLITE_FULL'],
]);

const resultCode = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;

const guard = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    const name = passing.get(resultCode(error));
    if (name === undefined) throw error;
    throw new AppError('unavailable', 'the store cannot answer now', { internal: name, cause: error, retryAfterSeconds: 1 });
  }
};

/** `path` may be `:memory:`, which lives as long as the connection. */
export const openDatabase = async (path: string, busyTimeoutMs = defaultBusyTimeoutMs): Promise<Database> => {
  const driver = await openDriver(path, { timeout: busyTimeoutMs });
  const statements = new Map<string, Statement>();
  const statement = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known) return known;
    const prepared = driver.prepare(sql);
    statements.set(sql, prepared);
    return prepared;
  };
  // IMMEDIATE: a transaction that reads first and then cannot get the lock would fail instead of waiting.
  const transact = <T>(work: () => T): T =>
    guard(() => {
      driver.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        driver.exec('COMMIT');
        return result;
      } catch (error) {
        rollback();
        throw error;
      }
    });
  const rollback = (): void => {
    try {
      driver.exec('ROLLBACK');
    } catch {
      // SQLite has already rolled back by itself (full disk, I/O error): the first error is the one to tell.
    }
  };
  guard(() => driver.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON'));
  transact(() => migrate(driver));
  return { statement, transact, guard, close: () => driver.close() };
};
