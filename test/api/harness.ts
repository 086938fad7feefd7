import type { Hono } from 'hono';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { jsonLinesLog } from '../../lib/adapters/embedded/log.ts';
import { openSqlite } from '../../lib/adapters/sqlite/store.ts';
import { createApp } from '../../lib/api/app.ts';
import type { ApiDeps, ApiEnv } from '../../lib/api/deps.ts';
import { createKey } from '../../lib/key/create.ts';
import { type Caller, type Scope, scopes } from '../../lib/model/actor.ts';
import { AppError } from '../../lib/model/error.ts';
import type { JobQueue, JobReceiver } from '../../lib/ports/job-queue.ts';
import type { Secrets } from '../../lib/ports/secrets.ts';
import { checkDocumented } from './documented.ts';

export type World = {
  readonly app: Hono<ApiEnv>;
  readonly deps: ApiDeps;
  readonly receiver: JobReceiver;
  /** Every line that was logged. */
  readonly lines: string[];
  /** Moves the clock; nothing else does, but for `sleep`. */
  readonly pass: (ms: number) => void;
  /** A tenant of its own with a key of all scopes, or of those given. */
  readonly tenant: (wanted?: readonly Scope[]) => Promise<Tenant>;
  readonly send: (request: Sent) => Promise<Response>;
};

export type Sent = {
  readonly method?: string;
  readonly path: string;
  readonly key?: string | undefined;
  readonly json?: unknown;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Tenant = {
  readonly name: string;
  readonly key: string;
  readonly caller: Caller;
  /** Sends with the tenant's key and checks that the answer is one that the OpenAPI document tells of. */
  readonly send: (request: Sent) => Promise<Response>;
  readonly withScopes: (wanted: readonly Scope[]) => Promise<string>;
};

export const start = Date.parse('2026-11-22T10:00:00Z');
let tenants = 0;

export const memorySecrets = (): Secrets => {
  const values = new Map<string, string>();
  return {
    get: async (name) => values.get(name),
    put: async (name, value) => void values.set(name, value),
    delete: async (name) => void values.delete(name),
  };
};

const refuse = (): never => {
  throw new AppError('unavailable', 'there is no network in this test');
};

/** The real table, queue and application in memory, at a fixed time. */
export const openWorld = async (
  options: Partial<Pick<ApiDeps, 'requestsPerMinute' | 'images' | 'egress' | 'sleep' | 'trust' | 'issues' | 'publicUrl'>> = {},
): Promise<World> => {
  let now = start;
  const clock = { now: () => now };
  const lines: string[] = [];
  const store = await openSqlite(':memory:', { clock });
  const queue: JobQueue & JobReceiver = store.queue;
  const deps: ApiDeps = {
    table: store.table,
    queue,
    secrets: memorySecrets(),
    images: { resolve: refuse, blob: refuse },
    egress: { send: refuse },
    clock,
    ids: ulids(clock),
    log: jsonLinesLog(clock, (line) => void lines.push(line)),
    version: '0.0.0-test',
    requestsPerMinute: 600_000,
    sleep: async (ms) => {
      now += ms;
    },
    ...options,
  };
  const pass = (ms: number): void => {
    now += ms;
  };
  const app = createApp(deps);
  const send = async ({ method = 'GET', path, key, json, body, headers }: Sent): Promise<Response> =>
    app.request(path, {
      method,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined ? { body: JSON.stringify(json) } : body !== undefined ? { body } : {}),
    });
  const tenant = async (wanted: readonly Scope[] = scopes): Promise<Tenant> => {
    tenants += 1;
    const name = `tenant-${tenants}`;
    const caller: Caller = { tenant: name, actor: { kind: 'system', job: 'test' }, scopes, requestId: 'test' };
    const withScopes = async (some: readonly Scope[]) => (await createKey(deps, caller, { name: 'test', scopes: some })).token;
    const key = await withScopes(wanted);
    const checked = async (request: Sent): Promise<Response> => {
      const answer = await send({ key, ...request });
      await checkDocumented(app, request, answer.clone());
      return answer;
    };
    return { name, key, caller: { ...caller, scopes: [...wanted] }, send: checked, withScopes };
  };
  return { app, deps, receiver: queue, lines, pass, tenant, send };
};

/** The parsed body; what it holds was checked against the document already. */
export const bodyOf = async (answer: Response) => JSON.parse(await answer.text());

export const problemOf = async (answer: Response): Promise<{ status: number; code: unknown; pointers: unknown[] }> => {
  const body = await bodyOf(answer);
  const places: { pointer?: string }[] = body.errors ?? [];
  return { status: answer.status, code: body.code, pointers: places.map(({ pointer }) => pointer) };
};
