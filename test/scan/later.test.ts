import { describe, expect, it } from 'vitest';
import type { Caller } from '../../lib/model/actor.ts';
import { AppError, type ErrorCode } from '../../lib/model/error.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { cancelScan } from '../../lib/scan/cancel.ts';
import { getScan } from '../../lib/scan/get.ts';
import { retryScan } from '../../lib/scan/retry.ts';
import { startScan } from '../../lib/scan/start.ts';
import { sweepScans } from '../../lib/scan/sweep.ts';
import { keys } from '../../lib/store/keys.ts';
import { smallImage } from './small-image.ts';
import { events, newCaller, newWorld } from './world.ts';

const halfHour = 30 * 60_000;
const day = 24 * 60 * 60_000;

/** A registry that is away for as long as `why` says why. */
const open = async (first: ErrorCode) => {
  const state: { why: ErrorCode | undefined } = { why: first };
  const { source } = smallImage();
  const images: ImageSource = {
    ...source,
    resolve: async (...asked) => {
      if (state.why !== undefined) throw new AppError(state.why, 'not now');
      return source.resolve(...asked);
    },
  };
  const world = await newWorld({ images });
  const automatic: Caller = { ...newCaller(), actor: { kind: 'system', job: 'ecr-events' } };
  const started = async (caller = automatic) => (await startScan(world.deps, caller, { image: 'registry.test/app:1' })).id;
  const shown = (id: string, caller = automatic) => getScan(world.deps, caller, id);
  const waits = async (id: string, { tenant } = automatic) => (await world.deps.table.get(keys.scanLater(tenant, id))) !== undefined;
  return { state, world, automatic, started, shown, waits };
};

describe('a scan that nobody asked for', () => {
  it('ends with a reason while its registry is away, and is tried again by itself until it is back', async () => {
    const { state, world, automatic, started, shown, waits } = await open('registry-unavailable');
    const id = await started();
    await world.drain();
    expect(await shown(id)).toMatchObject({ state: 'failed', reason: { code: 'registry-unavailable' } });
    expect(await sweepScans(world.deps)).toBe(0);
    for (let n = 0; n < 2; n += 1) {
      world.advance(2 ** n * halfHour);
      expect(await sweepScans(world.deps)).toBe(1);
      await world.drain();
      expect(await shown(id)).toMatchObject({ state: 'failed', reason: { code: 'registry-unavailable' } });
    }
    state.why = undefined;
    world.advance(4 * halfHour);
    expect(await sweepScans(world.deps)).toBe(1);
    await world.drain();
    expect(await shown(id)).toMatchObject({ state: 'succeeded', reason: null });
    expect(await waits(id)).toBe(false);
    expect((await events(world, automatic.tenant)).map(({ body }) => body['type'])).toEqual([
      'scan.failed',
      'scan.failed',
      'scan.failed',
      'verdict.warned',
    ]);
  });

  it('is given up at last', async () => {
    const { world, started, shown, waits } = await open('registry-rate-limited');
    const id = await started();
    await world.drain();
    let retries = 0;
    for (let days = 0; days < 14; days += 1) {
      world.advance(day);
      retries += await sweepScans(world.deps);
      await world.drain();
    }
    expect(retries).toBe(8);
    expect(await waits(id)).toBe(false);
    expect(await shown(id)).toMatchObject({ state: 'failed' });
  });

  it.each<[ErrorCode]>([['image-not-found'], ['registry-unauthorized'], ['image-corrupt']])(
    'is not tried again when that would change nothing: %s',
    async (why) => {
      const { world, started, waits } = await open(why);
      const id = await started();
      await world.drain();
      expect(await waits(id)).toBe(false);
    },
  );

  it('is not tried again when somebody has cancelled it', async () => {
    const { world, automatic, started, waits } = await open('registry-unavailable');
    const id = await started();
    await cancelScan(world.deps, automatic, id);
    expect(await waits(id)).toBe(false);
  });

  it('is tried again once when a person and the sweep come at the same time', async () => {
    const { state, world, automatic, started, waits } = await open('registry-unavailable');
    const id = await started();
    await world.drain();
    state.why = undefined;
    world.advance(halfHour);
    const [, sent] = await Promise.all([retryScan(world.deps, automatic, id), sweepScans(world.deps), sweepScans(world.deps)]);
    expect(sent).toBe(0);
    expect(await waits(id)).toBe(false);
    await world.drain();
    expect((await events(world, automatic.tenant)).map(({ body }) => body['type'])).toEqual(['scan.failed', 'verdict.warned']);
  });

  it('is left alone by a sweep whose index is behind', async () => {
    const { world, started, shown, waits } = await open('registry-unavailable');
    const id = await started();
    await world.drain();
    world.advance(halfHour);
    const stale = await world.deps.table.query({ index: 'second', partition: keys.due(`later_${id}`, 0).pk });
    expect(await sweepScans(world.deps)).toBe(1);
    await world.drain();
    const query: typeof world.deps.table.query = async (asked) =>
      asked.partition.startsWith('due#later#') ? stale : world.deps.table.query(asked);
    expect(await sweepScans({ ...world.deps, table: { ...world.deps.table, query } })).toBe(0);
    expect(await waits(id)).toBe(true);
    expect(await shown(id)).toMatchObject({ state: 'failed' });
  });
});

it('a scan that somebody asked for is theirs to try again', async () => {
  const { world, started, shown, waits } = await open('registry-unavailable');
  const caller = newCaller();
  const id = await started(caller);
  await world.drain();
  expect(await shown(id, caller)).toMatchObject({ state: 'failed' });
  expect(await waits(id, caller)).toBe(false);
});
