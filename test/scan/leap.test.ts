import { afterEach, expect, it } from 'vitest';
import type { Clock } from '../../lib/ports/clock.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { getScan } from '../../lib/scan/get.ts';
import { runScan } from '../../lib/scan/run.ts';
import { startScan } from '../../lib/scan/start.ts';
import { sweepScans } from '../../lib/scan/sweep.ts';
import { smallImage } from './small-image.ts';
import { newCaller, newWorld, type World } from './world.ts';

const minute = 60_000;
const image = { image: 'registry.test/app:1' };
const worlds: World[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.store.close();
});

/** Runs one scan; `happens` comes while a layer is read. */
const runWith = async (clockOf: (now: () => number) => Clock, happens: (world: World, deps: Deps) => Promise<void>) => {
  const world = await newWorld();
  worlds.push(world);
  const caller = newCaller();
  const deps: Deps = {
    ...world.deps,
    clock: clockOf(world.deps.clock.now),
    images: {
      ...world.deps.images,
      blob: async (...args) => {
        await happens(world, deps);
        return smallImage().source.blob(...args);
      },
    },
  };
  const { id } = await startScan(deps, caller, image);
  await runScan(deps, world.settings, { kind: 'scan', tenant: caller.tenant, scanId: id }, new AbortController().signal);
  return getScan(deps, caller, id);
};

it.each([
  ['three hours forward', 180],
  ['a day forward', 25 * 60],
  ['a day back', -24 * 60],
])('a clock that is set %s while a scan runs takes no time from it, and the sweep lets it be', async (_title, minutes) => {
  const swept: number[] = [];
  const ended = await runWith(
    (now) => ({ now, steady: () => 0 }),
    async (world, deps) => {
      world.advance(minutes * minute);
      swept.push(await sweepScans(deps));
    },
  );
  expect([ended.state, swept]).toEqual(['succeeded', [0]]);
});

it('without a steady clock the leap is believed, as between two machines', async () => {
  const ended = await runWith(
    (now) => ({ now }),
    async (world) => world.advance(180 * minute),
  );
  expect(ended).toMatchObject({ state: 'timed_out', reason: { code: 'timed-out' } });
});

it('a scan that has used up its minutes ends, wherever the clock is set', async () => {
  let passed = 0;
  const ended = await runWith(
    (now) => ({ now, steady: () => passed }),
    async (world) => {
      passed += 31 * minute;
      world.advance(-24 * 60 * minute);
    },
  );
  expect(ended).toMatchObject({ state: 'timed_out', reason: { code: 'timed-out' } });
});

it('who is at a scan for longer than one may run has lost it', async () => {
  const swept: number[] = [];
  let passed = 0;
  await runWith(
    (now) => ({ now, steady: () => passed }),
    async (world, deps) => {
      passed += 41 * minute;
      world.advance(41 * minute);
      swept.push(await sweepScans(deps));
    },
  );
  expect(swept).toEqual([1]);
});
