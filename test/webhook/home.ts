import { Readable } from 'node:stream';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { openSqlite } from '../../lib/adapters/sqlite/store.ts';
import type { Caller } from '../../lib/model/actor.ts';
import type { Json, JsonObject } from '../../lib/model/json.ts';
import type { Egress, EgressRequest } from '../../lib/ports/egress.ts';
import { outboxEvent } from '../../lib/webhook/outbox.ts';
import type { SweeperDeps } from '../../lib/webhook/sweep.ts';

export type Reply = { readonly status: number; readonly headers?: { readonly [name: string]: string } };
export type Receiver = (request: EgressRequest) => Promise<Reply> | Reply;

export const admin: Caller = {
  tenant: 'acme',
  actor: { kind: 'key', keyId: 'key_1', name: 'test' },
  scopes: ['webhook:read', 'webhook:write'],
  requestId: 'req_1',
};

/** A home in memory whose time stands still until a test moves it, and whose receivers are functions by address. */
export const openHome = async (options: { readonly egress?: Egress; readonly indexDelayMs?: number } = {}) => {
  const time = { now: Date.parse('2026-11-22T10:00:00Z') };
  const clock = { now: () => time.now };
  const receivers = new Map<string, Receiver>();
  const sent: EgressRequest[] = [];
  const log: { level: string; message: string; fields: { readonly [name: string]: Json | undefined } }[] = [];
  const store = await openSqlite(':memory:', { clock, ...(options.indexDelayMs !== undefined && { indexDelayMs: options.indexDelayMs }) });
  const kept = new Map<string, string>();
  const egress: Egress = options.egress ?? {
    send: async (request) => {
      sent.push(request);
      const { status, headers = {} } = (await receivers.get(request.url)?.(request)) ?? { status: 200 };
      return { status, headers, body: Readable.from(['thanks']), url: request.url };
    },
  };
  const deps: SweeperDeps = {
    table: store.table,
    clock,
    ids: ulids(clock),
    egress,
    secrets: {
      get: async (name) => kept.get(name),
      put: async (name, value) => void kept.set(name, value),
      delete: async (name) => void kept.delete(name),
    },
    log: {
      info: (message, fields = {}) => void log.push({ level: 'info', message, fields }),
      error: (message, fields = {}) => void log.push({ level: 'error', message, fields }),
    },
  };
  return {
    deps,
    time,
    receivers,
    sent,
    log,
    kept,
    close: store.close,
    announce: async (type: string, data: JsonObject = {}, tenant = 'acme') => {
      await store.table.write(outboxEvent(deps, tenant, type, data));
    },
  };
};

export const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
