import { ulids } from '../lib/adapters/embedded/ids.ts';
import { openSqlite } from '../lib/adapters/sqlite/store.ts';
import type { ApiDeps } from '../lib/api/deps.ts';
import { AppError } from '../lib/model/error.ts';
import type { Log } from '../lib/ports/log.ts';

const refuse = (): never => {
  throw new AppError('unavailable', 'there is no network here');
};

/** The API's surroundings in memory: a real store, no network and no limit of requests. */
export const memoryDeps = async (log: Log): Promise<{ readonly deps: ApiDeps; close(): void }> => {
  const clock = { now: () => Date.now() };
  const store = await openSqlite(':memory:', { clock });
  const values = new Map<string, string>();
  const deps: ApiDeps = {
    table: store.table,
    queue: store.queue,
    secrets: {
      get: async (name) => values.get(name),
      put: async (name, value) => void values.set(name, value),
      delete: async (name) => void values.delete(name),
    },
    images: { resolve: refuse, blob: refuse },
    egress: { check: refuse, send: refuse },
    clock,
    ids: ulids(clock),
    log,
    version: 'bench',
    requestsPerMinute: 1_000_000_000,
    sleep: async () => undefined,
  };
  return { deps, close: () => store.close() };
};
