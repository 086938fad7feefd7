import { describe, expect, it } from 'vitest';
import { onRegistryEvent } from '../../functions/handle/ecr-events.ts';
import { readBatch } from '../../lib/incident/rejudge/batch.ts';
import { listScans } from '../../lib/scan/list.ts';
import { codeOf } from '../contract/table.ts';
import { newCaller, newWorld } from '../scan/world.ts';
import { changed, fixture } from './fixture.ts';

const event = fixture('ecr-image-action');
const digest = 'sha256:7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd12345678';
type Pushes = { readonly repositories?: string[]; readonly untagged?: 'ignore' | 'scan'; readonly perMinute?: number };

const open = async (pushes: Pushes = {}) => {
  const world = await newWorld();
  const caller = newCaller();
  const settings = { repositories: ['**'], untagged: 'ignore' as const, perMinute: 60, ...pushes };
  const parts = { tenant: caller.tenant, pushes: settings, ecrHosts: {} };
  const take = onRegistryEvent({ ...parts, deps: world.deps });
  const images = async () => (await listScans(world.deps, caller, { limit: 50 })).items.flatMap((scan) => scan.images);
  return { world, caller, parts, take, images };
};

describe('pushes', () => {
  it('start one scan of every platform for a digest, however often they come', async () => {
    const { take, images } = await open();
    const first = await take(event);
    expect(first.kind).toBe('started');
    expect(await take(event)).toEqual({ ...first, kind: 'known' });
    expect(await take(changed(changed(event, ['id'], 'other'), ['detail', 'image-tag'], 'v2'))).toEqual({ ...first, kind: 'known' });
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

  it('start one scan when the clocks of those that are told differ', async () => {
    const { world, take, images } = await open();
    const first = await take(event);
    for (const ms of [-50, -3_600_000, 7_200_000]) {
      world.advance(ms);
      expect(await take(event)).toEqual({ ...first, kind: 'known' });
    }
    expect(await images()).toHaveLength(1);
  });

  it('are taken up again when the one that took them was killed', async () => {
    const { world, parts, take, images } = await open();
    const table = world.deps.table;
    // The quota is written, then the mark, then the scan.
    let writes = 0;
    const killed = {
      ...table,
      write: (actions: Parameters<typeof table.write>[0]) => (++writes > 2 ? Promise.reject(new Error('killed')) : table.write(actions)),
    };
    await expect(onRegistryEvent({ ...parts, deps: { ...world.deps, table: killed } })(event)).rejects.toThrow('killed');
    expect(await codeOf(take(event))).toBe('unavailable');
    world.advance(61_000);
    expect(await take(event)).toMatchObject({ kind: 'started' });
    expect(await images()).toHaveLength(1);
  });

  it.each([
    ['another repository', { repositories: ['shop/*'] }, event, { kind: 'ignored', why: 'repository' }],
    ['a part of an index', {}, changed(event, ['detail', 'image-tag']), { kind: 'ignored', why: 'untagged' }],
    ['what was deleted', {}, changed(event, ['detail', 'action-type'], 'DELETE'), { kind: 'ignored', why: 'deleted' }],
  ])('of %s are ignored', async (_title, pushes, ignored, outcome) => {
    const { take, images } = await open(pushes);
    expect(await take(ignored)).toEqual(outcome);
    expect(await images()).toEqual([]);
  });

  it('without a tag are scanned when that is asked for', async () => {
    const { take } = await open({ untagged: 'scan', repositories: ['my-*'] });
    expect(await take(changed(event, ['detail', 'image-tag']))).toMatchObject({ kind: 'started' });
  });

  it('of a repository that runs wild are put off, and cost nothing', async () => {
    const { world, take, images } = await open({ perMinute: 3 });
    const of = (n: number) => changed(event, ['detail', 'image-digest'], `sha256:${String(n).repeat(64)}`);
    const kinds = [];
    for (const n of [1, 2, 3, 4, 5]) kinds.push((await take(of(n))).kind);
    expect(kinds).toEqual(['started', 'started', 'started', 'deferred', 'deferred']);
    expect((await take(of(1))).kind).toBe('known');
    expect(await images()).toHaveLength(3);
    const another = changed(of(4), ['detail', 'repository-name'], 'another');
    expect((await take(another)).kind).toBe('started');
    world.advance(60_000);
    expect((await take(of(4))).kind).toBe('started');
  });
});

describe('what the registry has found', () => {
  it('has the image judged again once for all events of a time, after the last of them', async () => {
    const { world, caller, take } = await open();
    const { deps, store } = world;
    const finding = fixture('inspector2-finding');
    const kinds = await Promise.all(Array.from({ length: 20 }, async () => (await take(finding)).kind));
    expect(kinds.filter((kind) => kind === 'rejudged')).toHaveLength(1);
    expect(await store.queue.receive({ max: 10, leaseSeconds: 15 })).toEqual([]);
    world.advance(890_000);
    expect((await take(finding)).kind).toBe('collected');
    world.advance(6_000);
    expect((await take(finding)).kind).toBe('rejudged');
    world.advance(5_000);
    const [received] = await store.queue.receive({ max: 10, leaseSeconds: 15 });
    if (received?.job.kind !== 'rejudge') throw new Error('nothing was queued');
    expect(await readBatch(deps, caller.tenant, received.job.batchId)).toEqual({ database: null, images: [digest], cause: 'registry' });
  });

  it('is not held up by findings when a scan has ended', async () => {
    const { world, take } = await open();
    await take(fixture('inspector2-finding'));
    expect((await take(fixture('inspector2-scan'))).kind).toBe('rejudged');
    expect((await take(fixture('ecr-image-scan'))).kind).toBe('collected');
    world.advance(46_000);
    expect(await world.store.queue.receive({ max: 10, leaseSeconds: 15 })).toHaveLength(1);
  });

  it('of a repository that is not wanted is ignored', async () => {
    const { take } = await open({ repositories: ['shop/*'] });
    expect(await take(fixture('ecr-image-scan'))).toEqual({ kind: 'ignored', why: 'repository' });
  });
});
