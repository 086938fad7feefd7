import { afterEach, describe, expect, it } from 'vitest';
import { startScan } from '../../lib/scan/start.ts';
import { refused } from '../adapters/aws/service.ts';
import { smallImage } from '../scan/small-image.ts';
import { start } from '../scan/world.ts';
import { answering, closeRegistries, openReconciler, referenceOf, three } from './reconciling.ts';

afterEach(closeRegistries);

const day = 86_400_000;

describe('the reconciler', () => {
  it('finds every image that no event has told of, page by page', async () => {
    const { tick, scanned } = await openReconciler(answering(three));
    expect(await tick()).toEqual({ kind: 'ended', listed: 5, started: 5 });
    expect(await scanned()).toEqual(
      [
        ['shop/api', 'a'],
        ['shop/api', 'b'],
        ['shop/api', 'c'],
        ['shop/web', 'd'],
        ['tools', 'e'],
      ]
        .map(([repository = '', name = '']) => referenceOf(repository, name))
        .sort(),
    );
  });

  it('rests for an hour, and then looks at what was pushed since alone', async () => {
    const images = { ...three };
    const { world, service, tick, scanned } = await openReconciler(answering(images));
    await tick();
    const asked = service.asked.length;
    world.advance(59 * 60_000);
    expect(await tick()).toEqual({ kind: 'resting', listed: 0, started: 0 });
    expect(service.asked).toHaveLength(asked);
    images['tools'] = [{ name: 'e' }, { name: 'old', pushedAt: start - 2 * 3_600_000 }, { name: 'new', pushedAt: start + 3_600_000 }];
    world.advance(60_000);
    expect(await tick()).toEqual({ kind: 'ended', listed: 7, started: 1 });
    expect(await scanned()).toContain(referenceOf('tools', 'new'));
    expect(await scanned()).not.toContain(referenceOf('tools', 'old'));
  });

  it('does not rest for ever when the clock was put back since its last round', async () => {
    const images = { ...three };
    const { world, tick } = await openReconciler(answering(images));
    await tick();
    world.advance(-2 * day);
    images['tools'] = [{ name: 'new', pushedAt: start - 2 * day }];
    expect(await tick()).toMatchObject({ kind: 'ended', started: 1 });
    world.advance(10 * 60_000);
    expect(await tick()).toMatchObject({ kind: 'resting' });
  });

  it('goes on where it was, from another process too', async () => {
    const { tickOnce, scanned, service } = await openReconciler(answering(three));
    const outcomes = [];
    for (let n = 0; n < 10; n += 1) {
      const outcome = await tickOnce();
      outcomes.push(outcome);
      if (outcome?.kind === 'ended') break;
    }
    expect(outcomes).toEqual([
      { kind: 'paused', listed: 2, started: 2 },
      { kind: 'paused', listed: 1, started: 1 },
      { kind: 'paused', listed: 1, started: 1 },
      { kind: 'ended', listed: 1, started: 1 },
    ]);
    expect(await scanned()).toHaveLength(5);
    expect(service.asked.filter(({ operation }) => operation === 'DescribeImages')).toHaveLength(4);
  });

  it('leaves out what is no image, and repositories that are not wanted', async () => {
    const { tick, scanned } = await openReconciler(
      answering({
        'shop/api': [
          { name: 'a' },
          { name: 'signature', tags: [`sha256-${'0'.repeat(64)}.sig`] },
          { name: 'chart', artifact: 'application/vnd.cncf.helm.config.v1+json' },
          { name: 'part', tags: [] },
          { name: 'ancient', pushedAt: start - 30 * day },
        ],
        other: [{ name: 'x' }],
      }),
      { repositories: ['shop/*'] },
    );
    expect(await tick()).toMatchObject({ started: 1 });
    expect(await scanned()).toEqual([referenceOf('shop/api', 'a')]);
  });

  it('leaves out what somebody else has had judged', async () => {
    const { digest } = smallImage().image;
    const { world, caller, tick } = await openReconciler(answering({ app: [{ name: 'judged', digest }] }));
    await startScan(world.deps, caller, { image: 'registry.test/app:1' });
    await world.drain();
    expect(await tick()).toEqual({ kind: 'ended', listed: 1, started: 0 });
  });

  it('takes images without a tag when they are asked for', async () => {
    const { tick } = await openReconciler(answering({ app: [{ name: 'part', tags: [] }] }), { untagged: 'scan' });
    expect(await tick()).toMatchObject({ started: 1 });
  });

  it('does not go past what a repository may start, and comes back to it', async () => {
    const { world, tick, scanned } = await openReconciler(answering({ app: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }), {
      perMinute: 1,
    });
    expect(await tick()).toEqual({ kind: 'paused', listed: 0, started: 1 });
    expect(await tick()).toEqual({ kind: 'paused', listed: 0, started: 0 });
    world.advance(60_000);
    expect(await tick()).toMatchObject({ started: 1 });
    world.advance(60_000);
    expect(await tick()).toEqual({ kind: 'ended', listed: 1, started: 1 });
    expect(await scanned()).toHaveLength(3);
  });

  it('begins anew with a cursor that is not taken any more, and starts nothing twice', async () => {
    let isStrict = false;
    const usual = answering(three);
    const { tickOnce, tick, scanned } = await openReconciler((asked) =>
      isStrict && asked.input['nextToken'] !== undefined ? refused('InvalidParameterException') : usual(asked),
    );
    await tickOnce();
    isStrict = true;
    expect(await tickOnce()).toMatchObject({ started: 0 });
    isStrict = false;
    expect(await tick()).toMatchObject({ kind: 'ended', started: 3 });
    expect(await scanned()).toHaveLength(5);
  });

  it('goes on after a repository that was deleted meanwhile', async () => {
    const images = { ...three };
    const { tickOnce, tick } = await openReconciler(answering(images));
    await tickOnce();
    delete images['shop/api'];
    expect(await tick()).toMatchObject({ kind: 'ended' });
  });

  it.each([['AccessDeniedException'], ['ThrottlingException']])('says that it failed and keeps its place: %s', async (type) => {
    let isAway = true;
    const { tick, world } = await openReconciler((asked) => (isAway ? refused(type) : answering(three)(asked)));
    expect(await tick()).toEqual({ kind: 'failed' });
    expect(JSON.stringify(world.logged)).toContain('registry not reconciled');
    isAway = false;
    expect(await tick()).toMatchObject({ kind: 'ended', started: 5 });
  });

  it('of two at once one goes on', async () => {
    const { tick, scanned } = await openReconciler(answering(three));
    await Promise.all([tick(), tick(), tick()]);
    await tick();
    expect(new Set(await scanned()).size).toBe((await scanned()).length);
  });
});
