import { describe, expect, it } from 'vitest';
import { buryDeadLetters } from '../../functions/handle/dead-letters.ts';
import { scanPushed } from '../../functions/handle/ecr-events.ts';
import { sweep } from '../../functions/handle/sweeper.ts';
import { workOn } from '../../functions/handle/worker.ts';
import { AppError } from '../../lib/model/error.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { getScan } from '../../lib/scan/get.ts';
import { listScans } from '../../lib/scan/list.ts';
import { startScan } from '../../lib/scan/start.ts';
import { codeOf } from '../contract/table.ts';
import { deployment, newCaller, newWorld, type World } from '../scan/world.ts';
import { changed, fixture, inTime, queueEvent } from './fixture.ts';

const manifests = [{ name: 'a.yaml', text: deployment }];

const newWorker = (world: World) => {
  const postponed: [string, number][] = [];
  const postpone = async (receipt: string, seconds: number): Promise<boolean> => postponed.push([receipt, seconds]) > 0;
  return { postponed, work: workOn({ deps: world.deps, settings: world.settings, receiver: { postpone } }) };
};

describe('the worker', () => {
  it('takes a scan to its end, and does nothing more for the same message again', async () => {
    const world = await newWorld();
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { manifests });
    const event = queueEvent({ kind: 'scan', tenant: caller.tenant, scanId: id });
    const { work } = newWorker(world);
    for (let n = 0; n < 3; n += 1) expect(await work(event, inTime)).toEqual({ batchItemFailures: [] });
    expect(await getScan(world.deps, caller, id)).toMatchObject({ state: 'succeeded', decision: 'deny' });
  });

  it('returns alone what fails, with a pause, and keeps what another version sent out of the way', async () => {
    const world = await newWorld();
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { manifests });
    const good = { kind: 'scan', tenant: caller.tenant, scanId: id };
    const { work, postponed } = newWorker(world);
    const event = queueEvent('no job', good, { kind: 'rejudge', tenant: 'a', batchId: 'b' }, { ...good, scanId: 'gone' });
    expect(await work(event, inTime)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(postponed).toEqual([['jobs:handle-0', 4]]);
  });

  it('gives back in time what it cannot end, as a new message that does not count', async () => {
    let begun = (): void => {};
    const waiting = new Promise<void>((done) => {
      begun = done;
    });
    const images: ImageSource = {
      resolve: (_reference, _platform, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          begun();
        }),
      blob: () => Promise.reject(new AppError('unavailable', 'no blobs here')),
    };
    const world = await newWorld({ images });
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { image: 'registry.test/app:1' });
    await world.store.queue.receive({ max: 10, leaseSeconds: 900 });
    const { work, postponed } = newWorker(world);
    const ending = work(queueEvent({ kind: 'scan', tenant: caller.tenant, scanId: id }), { getRemainingTimeInMillis: () => 15_050 });
    await waiting;
    expect(await ending).toEqual({ batchItemFailures: [] });
    expect(postponed).toEqual([]);
    expect((await world.store.queue.receive({ max: 10, leaseSeconds: 1 })).map(({ job }) => job)).toEqual([
      { kind: 'scan', tenant: caller.tenant, scanId: id },
    ]);
  });
});

describe('dead letters', () => {
  it('end their scans, and are gone when there is nothing to end', async () => {
    const world = await newWorld();
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { manifests });
    const bury = buryDeadLetters(world.deps);
    const event = queueEvent(
      { kind: 'scan', tenant: caller.tenant, scanId: id },
      { kind: 'scan', tenant: 'none', scanId: 'none' },
      'password=x',
    );
    expect(await bury(event)).toEqual({ batchItemFailures: [] });
    expect(await getScan(world.deps, caller, id)).toMatchObject({ state: 'failed', reason: { code: 'internal' } });
    expect(await bury(event)).toEqual({ batchItemFailures: [] });
    expect(JSON.stringify(world.logged)).not.toContain('password');
  });

  it('wait while somebody is at work on the scan after all, and while the table is away', async () => {
    const world = await newWorld();
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { manifests });
    const event = queueEvent({ kind: 'scan', tenant: caller.tenant, scanId: id });
    const away = { ...world.deps, table: { ...world.deps.table, get: () => Promise.reject(new AppError('unavailable', 'away')) } };
    expect(await buryDeadLetters(away)(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
  });
});

describe('pushes', () => {
  const event = fixture('ecr-image-action');
  const open = async (pushes: { repositories?: string[]; untagged?: 'ignore' | 'scan' } = {}) => {
    const world = await newWorld();
    const caller = newCaller();
    const settings = { repositories: ['**'], untagged: 'ignore' as const, ...pushes };
    const take = scanPushed({ deps: world.deps, tenant: caller.tenant, pushes: settings, ecrHosts: {} });
    const images = async () => (await listScans(world.deps, caller, { limit: 50 })).items.flatMap(({ images }) => images);
    return { world, caller, take, images };
  };

  it('start one scan of every platform for a digest, however often they come', async () => {
    const { take, images } = await open();
    const first = await take(event);
    expect(first.kind).toBe('started');
    expect(await take(event)).toEqual({ ...first, kind: 'known' });
    expect(await take(changed(changed(event, ['id'], 'other'), ['detail', 'image-tag'], 'v2'))).toEqual({ ...first, kind: 'known' });
    const digest = 'sha256:7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd12345678';
    expect(await images()).toEqual([
      { reference: `123456789012.dkr.ecr.us-west-2.amazonaws.com/my-repository-name@${digest}`, platform: 'all' },
    ]);
  });

  it('start one scan when many come at the same time; the others are to come again', async () => {
    const { take, images } = await open();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => codeOf(take(event))));
    expect(new Set(outcomes)).toEqual(new Set(['none', 'unavailable']));
    expect(await images()).toHaveLength(1);
  });

  it('are taken up again when the one that took them was killed', async () => {
    const { world, caller, images } = await open();
    const table = world.deps.table;
    let writes = 0;
    const killed = {
      ...table,
      write: (actions: Parameters<typeof table.write>[0]) => (++writes > 1 ? Promise.reject(new Error('killed')) : table.write(actions)),
    };
    const parts = { tenant: caller.tenant, pushes: { repositories: ['**'], untagged: 'ignore' as const }, ecrHosts: {} };
    await expect(scanPushed({ ...parts, deps: { ...world.deps, table: killed } })(event)).rejects.toThrow('killed');
    const take = scanPushed({ ...parts, deps: world.deps });
    expect(await codeOf(take(event))).toBe('unavailable');
    world.advance(61_000);
    expect(await take(event)).toMatchObject({ kind: 'started' });
    expect(await images()).toHaveLength(1);
  });

  it.each([
    ['another repository', { repositories: ['shop/*'] }, event, { kind: 'ignored', why: 'repository' }],
    ['a part of an index', {}, changed(event, ['detail', 'image-tag']), { kind: 'ignored', why: 'untagged' }],
    ['what was deleted', {}, changed(event, ['detail', 'action-type'], 'DELETE'), { kind: 'ignored', why: 'not-a-push' }],
  ])('of %s are ignored', async (_title, pushes, ignored, outcome) => {
    const { take, images } = await open(pushes);
    expect(await take(ignored)).toEqual(outcome);
    expect(await images()).toEqual([]);
  });

  it('without a tag are scanned when that is asked for', async () => {
    const { take } = await open({ untagged: 'scan', repositories: ['my-*'] });
    expect(await take(changed(event, ['detail', 'image-tag']))).toMatchObject({ kind: 'started' });
  });
});

describe('the sweeper', () => {
  it('sends again what was lost', async () => {
    const world = await newWorld();
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { manifests });
    const [lost] = await world.store.queue.receive({ max: 1, leaseSeconds: 1 });
    await world.store.queue.done(lost?.receipt ?? '');
    world.advance(60 * 60_000);
    expect(await sweep(world.deps)(fixture('schedule'), inTime)).toMatchObject({ scans: 1 });
    await world.drain();
    expect(await getScan(world.deps, caller, id)).toMatchObject({ state: 'succeeded' });
  });

  it('is started by the schedule alone', async () => {
    const world = await newWorld();
    await expect(sweep(world.deps)({ source: 'me' }, inTime)).rejects.toThrow();
  });
});
