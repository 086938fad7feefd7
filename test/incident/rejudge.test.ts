import { describe, expect, it } from 'vitest';
import { storeStatement } from '../../lib/advisory/vex/statement.ts';
import { listVerdicts } from '../../lib/history/list.ts';
import { planRejudge } from '../../lib/incident/rejudge/plan.ts';
import { runRejudge } from '../../lib/incident/rejudge/run.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { startScan } from '../../lib/scan/start.ts';
import { file, imageOfLayers } from '../image/build.ts';
import { events, newCaller, newWorld, type World } from '../scan/world.ts';
import { databaseOf, type Loaded } from './database.ts';

const image = () =>
  imageOfLayers([[file('app/node_modules/left/package.json', '{"name":"left","version":"1.0.0"}')]], {
    config: { User: '1000' },
    rootfs: { type: 'layers', diff_ids: [] },
  });

const scanned = async (): Promise<{ world: World; caller: Caller }> => {
  const world = await newWorld({ images: image().source });
  const caller = newCaller();
  await startScan(world.deps, caller, { image: 'registry.test/app:1' });
  await world.drain();
  return { world, caller };
};

const rejudgeAll = async (world: World, loaded: Loaded, stop = new AbortController().signal) => {
  const judging = storedJudging(world.deps, { waivers: async () => [], advisories: loaded });
  const outcomes = [];
  for (const { job, receipt } of await world.store.queue.receive({ max: 10, leaseSeconds: 15 })) {
    if (job.kind !== 'rejudge') continue;
    const outcome = await runRejudge(world.deps, judging, job, stop);
    outcomes.push(outcome);
    if (outcome === 'stopped') await world.store.queue.postpone(receipt, 0);
    else await world.store.queue.done(receipt);
  }
  return outcomes;
};
const verdictsOf = async (world: World, caller: Caller) => (await listVerdicts(world.deps, caller, { limit: 100 })).items;

describe('rejudging', () => {
  it('does not name what a document rules out among the newly disclosed', async () => {
    const { world, caller } = await scanned();
    const said = {
      ids: ['CVE-left'],
      status: 'not_affected',
      justification: null,
      note: null,
      document: 'd',
      author: '',
      at: null,
    } as const;
    const statements = () => [storeStatement({ ...said, product: 'pkg:npm/left', components: [] })];
    await planRejudge(world.deps, databaseOf('one', ['left'], ['left']));
    await rejudgeAll(world, { ...databaseOf('one', ['left'], ['left']), statements });
    const news = await events(world, caller.tenant);
    expect(news.at(-1)?.body['data']).toMatchObject({
      cause: 'advisory',
      difference: { newlyDisclosed: [], counts: { 'newly-disclosed': 1 } },
    });
  });

  it('judges the images that a new advisory touches from what is stored, and tells what is newly disclosed', async () => {
    const { world, caller } = await scanned();
    const { images } = world.deps;
    const before = await events(world, caller.tenant);
    const loaded = databaseOf('one', ['left'], ['left', 'right']);
    images.resolve = () => Promise.reject(new Error('the registry was asked'));
    expect(await planRejudge(world.deps, loaded)).toEqual({ changed: 2, images: 1, batches: 1 });
    expect(await rejudgeAll(world, loaded)).toEqual([{ changed: 1, unchanged: 0, passed: 0 }]);
    const [newest, oldest] = await verdictsOf(world, caller);
    expect(newest).toMatchObject({ cause: 'advisory', counts: { critical: 1 } });
    expect(oldest).not.toHaveProperty('cause');
    const news = (await events(world, caller.tenant)).slice(before.length);
    expect(news).toHaveLength(1);
    expect(news[0]?.body['data']).toMatchObject({
      cause: 'advisory',
      before: oldest?.id,
      difference: { newlyDisclosed: ['CVE-left'], counts: { 'newly-disclosed': 1, introduced: 0 } },
    });
  });

  it('leaves alone what no changed advisory speaks of', async () => {
    const { world } = await scanned();
    expect(await planRejudge(world.deps, databaseOf('one', ['right'], ['right']))).toEqual({ changed: 1, images: 0, batches: 0 });
  });

  it('plans a database once', async () => {
    const { world } = await scanned();
    const loaded = databaseOf('one', ['left'], ['left']);
    await planRejudge(world.deps, loaded);
    expect(await planRejudge(world.deps, loaded)).toBeUndefined();
  });

  it('records one verdict however often a batch is delivered, and by however many workers', async () => {
    const { world, caller } = await scanned();
    const loaded = databaseOf('one', ['left'], ['left']);
    await planRejudge(world.deps, loaded);
    const [received] = await world.store.queue.receive({ max: 1, leaseSeconds: 15 });
    const job = received?.job;
    if (job?.kind !== 'rejudge') throw new Error('no batch was queued');
    const judging = storedJudging(world.deps, { waivers: async () => [], advisories: loaded });
    const signal = new AbortController().signal;
    await Promise.all([1, 2, 3].map(() => runRejudge(world.deps, judging, job, signal)));
    await runRejudge(world.deps, judging, job, signal);
    expect(await verdictsOf(world, caller)).toHaveLength(2);
  });

  it('goes on where it was stopped', async () => {
    const { world, caller } = await scanned();
    const loaded = databaseOf('one', ['left'], ['left']);
    await planRejudge(world.deps, loaded);
    expect(await rejudgeAll(world, loaded, AbortSignal.abort())).toEqual(['stopped']);
    expect(await verdictsOf(world, caller)).toHaveLength(1);
    expect(await rejudgeAll(world, loaded)).toEqual([{ changed: 1, unchanged: 0, passed: 0 }]);
  });

  it('says nothing when nothing is new', async () => {
    const { world, caller } = await scanned();
    const first = databaseOf('one', ['left'], ['left']);
    await planRejudge(world.deps, first);
    await rejudgeAll(world, first);
    const told = (await events(world, caller.tenant)).length;
    const second = databaseOf('two', ['left'], ['left']);
    await planRejudge(world.deps, second);
    expect(await rejudgeAll(world, second)).toEqual([{ changed: 0, unchanged: 1, passed: 0 }]);
    expect(await events(world, caller.tenant)).toHaveLength(told);
  });
});
