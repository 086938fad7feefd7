import { describe, expect, it } from 'vitest';
import { buryDeadLetters } from '../../functions/handle/dead-letters.ts';
import { sendAnnounced } from '../../functions/handle/outbox.ts';
import { sweep } from '../../functions/handle/sweeper.ts';
import { workOn } from '../../functions/handle/worker.ts';
import { listVerdicts } from '../../lib/history/list.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { AppError } from '../../lib/model/error.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { getReplay } from '../../lib/replay/list.ts';
import { startReplay } from '../../lib/replay/start.ts';
import { getScan } from '../../lib/scan/get.ts';
import { evaluateInline } from '../../lib/scan/inline.ts';
import { startScan } from '../../lib/scan/start.ts';
import { deployment, events, newCaller, newWorld, type World } from '../scan/world.ts';
import { fixture, inTime, queueEvent } from './fixture.ts';
import { killedAfter } from './killed.ts';

const manifests = [{ name: 'a.yaml', text: deployment }];

const away = (): Promise<never> => Promise.reject(new AppError('unavailable', 'away'));

const newWorker = (world: World, replaced: Partial<Deps> = {}) =>
  workOn({ deps: { ...world.deps, ...replaced }, settings: world.settings, receiver: { postpone: async () => true } });

/** Delivers what the queue holds to the worker as Lambda does, until nothing is left; what failed is delivered again. */
const deliver = async (world: World, work = newWorker(world), context = inTime): Promise<void> => {
  for (let idle = 0; idle < 4; idle += 1) {
    for (const { job, receipt } of await world.store.queue.receive({ max: 10, leaseSeconds: 15 })) {
      const { batchItemFailures } = await work(queueEvent(job), context);
      if (batchItemFailures.length === 0) await world.store.queue.done(receipt);
      idle = 0;
    }
    world.advance(20_000);
  }
};

const started = async (world: World) => {
  const caller = newCaller();
  const { id } = await startScan(world.deps, caller, { image: 'registry.test/app:1', manifests });
  return { caller, id };
};

const judgeText = (world: World, caller: Caller, text: string) =>
  evaluateInline(world.deps, caller, {
    manifests: [{ name: 'pod.yaml', text }],
    dockerfile: null,
    environment: null,
    namespace: null,
    labels: {},
    policy: 'starter',
    record: true,
  });

/** Ended once, recorded once, announced once. */
const expectOne = async (world: World, { caller, id }: Awaited<ReturnType<typeof started>>): Promise<void> => {
  expect(await getScan(world.deps, caller, id)).toMatchObject({ state: 'succeeded' });
  expect((await listVerdicts(world.deps, caller, { limit: 10 })).items).toHaveLength(1);
  expect(await events(world, caller.tenant)).toHaveLength(1);
};

describe('a function that is killed at its deadline', () => {
  it('leaves a scan that another takes to its end, wherever it stood', async () => {
    for (let calls = 0; calls < 60; calls += 3) {
      const world = await newWorld();
      const scan = await started(world);
      const [received] = await world.store.queue.receive({ max: 1, leaseSeconds: 15 });
      await newWorker(world, killedAfter(world, calls))(queueEvent(received?.job ?? ''), inTime);
      world.advance(60_000);
      await deliver(world);
      await expectOne(world, scan);
      world.store.close();
    }
  }, 60_000);

  it('leaves a replay that another takes on: each verdict counts once, and its end is announced once', async () => {
    const judged = 60;
    let killed = 0;
    for (let calls = 0; calls < 400; calls += 40) {
      const world = await newWorld();
      const caller = newCaller();
      for (let n = 0; n < judged; n += 1)
        await judgeText(
          world,
          caller,
          `apiVersion: v1\nkind: Pod\nmetadata: { name: pod-${n} }\nspec: { containers: [{ name: a, image: a }] }\n`,
        );
      world.advance(1_000);
      const { id } = await startReplay(world.deps, caller, { policy: 'restricted', judgedBy: 'starter' });
      const [received] = await world.store.queue.receive({ max: 1, leaseSeconds: 15 });
      const first = await newWorker(world, killedAfter(world, calls))(queueEvent(received?.job ?? ''), inTime);
      killed += first.batchItemFailures.length;
      world.advance(20_000);
      await deliver(world);
      expect(await getReplay(world.deps, caller, id)).toMatchObject({
        state: 'succeeded',
        progress: { examined: judged, judged, fraction: 1 },
        decisions: [{ after: 'deny', count: judged }],
      });
      expect((await events(world, caller.tenant)).filter(({ body }) => body['type'] === 'policy.replayed')).toHaveLength(1);
      world.store.close();
    }
    expect(killed).toBeGreaterThan(3);
  }, 60_000);

  it('gives its scan back before, at every step, and the time it waits is no failure', async () => {
    const world = await newWorld();
    const scan = await started(world);
    const work = newWorker(world);
    const event = queueEvent({ kind: 'scan', tenant: scan.caller.tenant, scanId: scan.id });
    for (let n = 0; n < 10; n += 1) expect(await work(event, { getRemainingTimeInMillis: () => 0 })).toEqual({ batchItemFailures: [] });
    await deliver(world);
    await expectOne(world, scan);
  });
});

describe('a table that refuses for a minute', () => {
  it('loses nothing: messages come back, and the scan ends', async () => {
    const world = await newWorld();
    const scan = await started(world);
    const [received] = await world.store.queue.receive({ max: 1, leaseSeconds: 60 });
    const throttled = newWorker(world, { table: { ...world.deps.table, get: away, write: away, query: away } });
    for (let n = 0; n < 5; n += 1)
      expect(await throttled(queueEvent(received?.job ?? ''), inTime)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    world.advance(61_000);
    await deliver(world);
    await expectOne(world, scan);
  });

  it('holds up neither the sweeper’s next run nor the stream', async () => {
    const world = await newWorld();
    await expect(sweep({ ...world.deps, table: { ...world.deps.table, query: away } })(fixture('schedule'), inTime)).rejects.toThrow();
    await sendAnnounced({ ...world.deps, table: { ...world.deps.table, get: away } })(fixture('dynamodb-stream'));
    expect(await sweep(world.deps)(fixture('schedule'), inTime)).toMatchObject({ scans: 0, webhooks: 0 });
  });
});

describe('a message', () => {
  it('delivered ten times and in any order, to several workers at once, counts once', async () => {
    const world = await newWorld();
    const scans = [await started(world), await started(world), await started(world)];
    const bodies = scans.flatMap(({ caller, id }) =>
      Array.from({ length: 10 }, () => ({ kind: 'scan', tenant: caller.tenant, scanId: id })),
    );
    const shuffled = bodies.map((body, n) => ({ body, at: (n * 7) % bodies.length })).sort((a, b) => a.at - b.at);
    const work = newWorker(world);
    await Promise.all(shuffled.map(({ body }) => work(queueEvent(body), inTime)));
    world.advance(60_000);
    await deliver(world);
    for (const scan of scans) await expectOne(world, scan);
  });

  it.each([
    ['of an older version', { kind: 'inspect', tenant: 'a', scanId: 'scan_1' }, false],
    ['with members of a newer version', { kind: 'scan', tenant: 'a', scanId: 'scan_1', priority: 7 }, true],
    ['whose scan is gone', { kind: 'scan', tenant: 'a', scanId: 'scan_gone' }, true],
    ['whose batch is gone', { kind: 'rejudge', tenant: 'a', batchId: 'bat_gone' }, true],
    ['with an empty id', { kind: 'scan', tenant: 'a', scanId: '' }, false],
    ['of a megabyte', { kind: 'scan', tenant: 'a', scanId: 'x'.repeat(1_000_000) }, false],
    ['that is no object', 'scan', false],
  ])('%s is taken or goes to the dead letters, and stops no other', async (_title, body, isTaken) => {
    const world = await newWorld();
    const scan = await started(world);
    const good = { kind: 'scan', tenant: scan.caller.tenant, scanId: scan.id };
    const { batchItemFailures } = await newWorker(world)(queueEvent(body, good), inTime);
    expect(batchItemFailures).toEqual(isTaken ? [] : [{ itemIdentifier: 'message-0' }]);
    await expectOne(world, scan);
    expect(await buryDeadLetters(world.deps)(queueEvent(body))).toEqual({ batchItemFailures: [] });
  });
});

it('two workers with one lease do the work once', async () => {
  const world = await newWorld();
  const scan = await started(world);
  const event = queueEvent({ kind: 'scan', tenant: scan.caller.tenant, scanId: scan.id });
  await Promise.all([newWorker(world)(event, inTime), newWorker(world)(event, inTime), newWorker(world)(event, inTime)]);
  world.advance(60_000);
  await deliver(world);
  await expectOne(world, scan);
});

describe('a clock', () => {
  it.each([
    ['back', -3_600_000],
    ['ahead', 3_600_000],
  ])('that is put %s by an hour between two steps keeps no scan for ever', async (_way, ms) => {
    const world = await newWorld();
    const scan = await started(world);
    const skewed = { ...world.deps.clock, now: () => world.deps.clock.now() + ms };
    const images = { ...world.deps.images, resolve: away };
    const event = queueEvent({ kind: 'scan', tenant: scan.caller.tenant, scanId: scan.id });
    await newWorker(world, { clock: skewed, images })(event, inTime);
    world.advance(600_000);
    await deliver(world);
    const { state } = await getScan(world.deps, scan.caller, scan.id);
    // Ahead: the skewed worker set a deadline an hour later; back: one that has passed, and the scan says so.
    expect(['succeeded', 'timed_out']).toContain(state);
  });
});
