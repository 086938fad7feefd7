import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startWorker, type Worker, type WorkerOptions } from '../../../lib/adapters/embedded/worker.ts';
import { openSqlite, type SqliteStore } from '../../../lib/adapters/sqlite/store.ts';
import { scanJob } from '../../contract/job-queue.ts';

let store: SqliteStore;
const workers: Worker[] = [];
beforeEach(async () => {
  store = await openSqlite(':memory:', { clock: { now: () => Date.now() }, maxReceives: 2 });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  store.close();
});

const failures: { event: string; fields: unknown }[] = [];
const begin = (options: Partial<WorkerOptions>): Worker => {
  const worker = startWorker({
    receiver: store.queue,
    log: { info: () => {}, error: (event, fields) => void failures.push({ event, fields }) },
    handle: async () => ({ kind: 'done' }),
    giveUp: async () => true,
    chores: [],
    pollMs: 5,
    buryMs: 5,
    ...options,
  });
  workers.push(worker);
  return worker;
};
const deferred = () => {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};

it('works through the queue, two jobs at a time', async () => {
  let running = 0;
  let most = 0;
  const seen: string[] = [];
  begin({
    handle: async ({ job }) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      seen.push(JSON.stringify(job));
      return { kind: 'done' };
    },
  });
  for (let n = 0; n < 20; n += 1) await store.queue.send(scanJob(`${n}`));
  await expect.poll(() => store.countJobs()).toEqual({ waiting: 0, dead: 0 });
  expect(new Set(seen).size).toBe(20);
  expect(most).toBe(2);
});

it('lets others have their turn between jobs that never wait', async () => {
  const doneAtTurn: number[] = [];
  let done = 0;
  begin({
    handle: async () => {
      done += 1;
      return { kind: 'done' };
    },
  });
  for (let n = 0; n < 50; n += 1) await store.queue.send(scanJob(`${n}`));
  while (done < 50) {
    await new Promise(setImmediate);
    doneAtTurn.push(done);
  }
  expect(new Set(doneAtTurn).size).toBeGreaterThan(10);
});

it('does not wait for the next poll when it is woken', async () => {
  const done = deferred();
  const worker = begin({
    pollMs: 60_000,
    handle: async () => {
      done.resolve();
      return { kind: 'done' };
    },
  });
  await new Promise(setImmediate);
  await store.queue.send(scanJob('1'));
  worker.wake();
  await done.promise;
});

it('keeps the lease of a job that takes long', async () => {
  const finish = deferred();
  let deliveries = 0;
  const started = Date.now();
  let skipped = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => started + skipped);
  begin({
    leaseSeconds: 0.06,
    handle: async () => {
      deliveries += 1;
      await finish.promise;
      return { kind: 'done' };
    },
  });
  // The queue's time goes on by renewals alone, so that a machine that stalls ends no lease.
  const { postpone } = store.queue;
  const renewed = vi.spyOn(store.queue, 'postpone').mockImplementation(async (receipt, seconds) => {
    const isOurs = await postpone(receipt, seconds);
    skipped += 50;
    return isOurs;
  });
  await store.queue.send(scanJob('1'));
  await expect.poll(() => renewed.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(6);
  expect(deliveries).toBe(1);
  finish.resolve();
});

it('finishes what is under way before it stops, and takes nothing new', async () => {
  const [started, finish] = [deferred(), deferred()];
  const seen: string[] = [];
  const worker = begin({
    concurrency: 1,
    handle: async ({ job }, stop) => {
      started.resolve();
      await finish.promise;
      seen.push(`${job.tenant} ${stop.aborted}`);
      return { kind: 'done' };
    },
  });
  await store.queue.send(scanJob('1'));
  await store.queue.send(scanJob('2'));
  await started.promise;
  const stopped = worker.stop();
  finish.resolve();
  await stopped;
  expect(seen).toEqual(['acme false']);
  expect(store.countJobs()).toEqual({ waiting: 1, dead: 0 });
});

it('asks for the lease back when the grace is over, and the next worker gets the job at once', async () => {
  const started = deferred();
  const worker = begin({
    graceMs: 5,
    handle: (_received, stop) => {
      started.resolve();
      return new Promise((resolve) => stop.addEventListener('abort', () => resolve({ kind: 'again', afterSeconds: 0 })));
    },
  });
  await store.queue.send(scanJob('1'));
  await started.promise;
  await worker.stop();
  expect(await store.queue.receive({ max: 1, leaseSeconds: 1 })).toHaveLength(1);
});

it('delivers what throws again, then gives up on it, and goes on with the rest', async () => {
  const [poison, healthy] = [scanJob('poison'), scanJob('healthy')];
  const given: unknown[] = [];
  failures.length = 0;
  // A clock of its own: the waits between deliveries pass at once.
  let now = 0;
  store.close();
  store = await openSqlite(':memory:', { clock: { now: () => (now += 1_000) }, maxReceives: 2 });
  begin({
    handle: async ({ job }) => {
      if (JSON.stringify(job) === JSON.stringify(poison)) throw new Error('on purpose');
      return { kind: 'done' };
    },
    giveUp: async ({ job }) => given.push(job) > 0,
  });
  await store.queue.send(poison);
  await store.queue.send(healthy);
  await expect.poll(() => store.countJobs(), { timeout: 15_000 }).toEqual({ waiting: 0, dead: 0 });
  expect(given).toEqual([poison]);
  expect(failures.filter(({ event }) => event === 'worker job failed')).toHaveLength(2);
});

it('goes on with its chores when one fails', async () => {
  const runs = { bad: 0, good: 0 };
  begin({
    chores: [
      {
        name: 'bad',
        everyMs: 1,
        run: async () => {
          runs.bad += 1;
          throw new Error('on purpose');
        },
      },
      { name: 'good', everyMs: 1, run: async () => (runs.good += 1) },
    ],
  });
  await expect.poll(() => Math.min(runs.bad, runs.good)).toBeGreaterThan(3);
});
