import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { openSqlite } from '../../lib/adapters/sqlite/store.ts';
import { type Caller, type Scope, scopes } from '../../lib/model/actor.ts';
import { AppError, type ErrorCode } from '../../lib/model/error.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import type { JobReceiver } from '../../lib/ports/job-queue.ts';

export const start = Date.parse('2026-11-22T10:00:00Z');

export type TestHome = {
  readonly deps: Deps;
  readonly receiver: JobReceiver;
  pass(ms: number): void;
  /** A tenant of its own; all scopes unless some are given. */
  caller(wanted?: readonly Scope[]): Caller;
  close(): void;
};

const refuse = (): never => {
  throw new AppError('unavailable', 'there is no network in this test');
};

/** The real table and queue in memory under a clock that only the test moves. */
export const openHome = async (): Promise<TestHome> => {
  let now = start;
  let tenants = 0;
  const clock = { now: () => now };
  const store = await openSqlite(':memory:', { clock });
  return {
    deps: {
      table: store.table,
      queue: store.queue,
      secrets: { get: async () => undefined, put: async () => undefined, delete: async () => undefined },
      images: { resolve: refuse, blob: refuse },
      egress: { send: refuse },
      clock,
      ids: ulids(clock),
      log: { info: () => undefined, error: () => undefined },
    },
    receiver: store.queue,
    pass: (ms) => {
      now += ms;
    },
    caller: (wanted = scopes) => {
      tenants += 1;
      return { tenant: `tenant${tenants}`, actor: { kind: 'key', keyId: 'key_1', name: 'alice' }, scopes: wanted, requestId: 'req_1' };
    },
    close: store.close,
  };
};

/** The code that a call is refused with; `none` when it is not. */
export const refusal = async (call: Promise<unknown>): Promise<ErrorCode | 'none'> => {
  try {
    await call;
    return 'none';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
};
