import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { openSqlite, type SqliteStore } from '../../lib/adapters/sqlite/store.ts';
import type { Caller, Scope } from '../../lib/model/actor.ts';
import { scopes } from '../../lib/model/actor.ts';
import { AppError } from '../../lib/model/error.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import type { Item, Query } from '../../lib/ports/table.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { type RunOutcome, runScan } from '../../lib/scan/run.ts';
import type { ScanSettings } from '../../lib/scan/step.ts';
import { smallImage } from './small-image.ts';

export const start = Date.UTC(2026, 10, 22, 10);

export type World = {
  readonly deps: Deps;
  readonly store: SqliteStore;
  readonly settings: ScanSettings;
  readonly logged: { readonly message: string; readonly fields: unknown }[];
  advance(ms: number): void;
  /** Delivers what the queue holds, and lets time pass, until nothing is left; gives the outcomes. */
  drain(): Promise<RunOutcome[]>;
};

let tenants = 0;
/** A tenant of its own for each test. */
export const newCaller = (granted: readonly Scope[] = scopes): Caller => {
  tenants += 1;
  return {
    tenant: `tenant${tenants}`,
    actor: { kind: 'key', keyId: 'key_1', name: 'test' },
    scopes: granted,
    requestId: 'req_1',
  };
};

export const newWorld = async (
  options: {
    readonly images?: ImageSource;
    readonly path?: string;
    readonly now?: number;
    readonly indexDelayMs?: number;
    readonly trustedRoot?: ScanSettings['trustedRoot'];
  } = {},
): Promise<World> => {
  let now = options.now ?? start;
  const clock = { now: () => now };
  const { indexDelayMs } = options;
  const store = await openSqlite(options.path ?? ':memory:', { clock, ...(indexDelayMs !== undefined && { indexDelayMs }) });
  const logged: World['logged'] = [];
  const log = (message: string, fields: unknown = {}): void => {
    logged.push({ message, fields });
  };
  const deps: Deps = {
    table: store.table,
    queue: store.queue,
    secrets: { get: async () => undefined, put: async () => {}, delete: async () => {} },
    images: options.images ?? smallImage().source,
    egress: {
      send: async () => {
        throw new AppError('egress-refused', 'no network in tests');
      },
    },
    clock,
    ids: ulids(clock),
    log: { info: log, error: log },
  };
  const { trustedRoot } = options;
  const settings: ScanSettings = {
    leaseMs: 15_000,
    ...(trustedRoot && { trustedRoot }),
    judging: storedJudging(deps, { waivers: async () => [] }),
  };
  const advance = (ms: number): void => {
    now += ms;
  };
  return {
    deps,
    store,
    settings,
    logged,
    advance,
    drain: async () => {
      const outcomes: RunOutcome[] = [];
      for (let idle = 0; idle < 3; idle += 1) {
        for (const { job, receipt } of await store.queue.receive({ max: 10, leaseSeconds: 15 })) {
          if (job.kind !== 'scan') throw new Error(`a job that is no scan: ${job.kind}`);
          const outcome = await runScan(deps, settings, job, new AbortController().signal);
          outcomes.push(outcome);
          if (outcome.kind === 'done') await store.queue.done(receipt);
          else await store.queue.postpone(receipt, 0);
          idle = 0;
        }
        advance(300_000);
      }
      return outcomes;
    },
  };
};

export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: production }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: registry.test/app:1
          securityContext: { privileged: true }
`;

/** Every item of the outbox of a tenant, in the order of making. */
export const events = async (world: World, tenant: string): Promise<readonly Item[]> => {
  const queries = Array.from({ length: 8 }, (_, shard): Query => ({ index: 'second', partition: `due#evt#${shard}` }));
  const pages = await Promise.all(queries.map((query) => world.deps.table.query(query)));
  return pages
    .flatMap(({ items }) => items)
    .filter(({ body }) => body['tenant'] === tenant)
    .sort((a, b) => (String(a.body['id']) < String(b.body['id']) ? -1 : 1));
};
