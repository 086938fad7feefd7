import { expect, it } from 'vitest';
import { listVerdicts } from '../../lib/history/list.ts';
import { type Caller, scopes } from '../../lib/model/actor.ts';
import type { Digest } from '../../lib/model/digest.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { getScan } from '../../lib/scan/get.ts';
import { runScan } from '../../lib/scan/run.ts';
import { startScan } from '../../lib/scan/start.ts';
import { keys } from '../../lib/store/keys.ts';
import { file, imageOfLayers } from '../image/build.ts';
import { newWorld } from './world.ts';

const layers = 5;
const built = imageOfLayers(
  Array.from({ length: layers }, (_, n) => [file(`app/part${n}`, 'x'.repeat(10_000 * (n + 1)))]),
  { config: { User: '1000' }, rootfs: { type: 'layers', diff_ids: [] } },
);
const caller: Caller = { tenant: 'long', actor: { kind: 'system', job: 'ecr-events' }, scopes, requestId: 'req_1' };

type Run = { readonly stop: AbortController; layersLeft: number };

/** Time is as short as it can be: a run ends with the first layer that does not come. In each, `perRun` layers come, and none while another is asked for. */
const slowWorld = async (perRun: number) => {
  const whole: Digest[] = [];
  const newRun = (): Run => ({ stop: new AbortController(), layersLeft: perRun });
  let run = newRun();
  let open = 0;
  const blob: ImageSource['blob'] = async (image, layer, signal) => {
    open += 1;
    try {
      // The turn of whoever else asks at the same time.
      await new Promise((turn) => setImmediate(turn));
      if (run.layersLeft === 0 || open > 1) run.stop.abort();
      signal?.throwIfAborted();
      run.layersLeft -= 1;
      whole.push(layer.digest);
      return await built.source.blob(image, layer, signal);
    } finally {
      open -= 1;
    }
  };
  const world = await newWorld({ images: { ...built.source, blob } });
  const { id } = await startScan(world.deps, caller, { image: 'registry.test/app:1' });
  /** Delivers the scan's message, and sends it anew as the worker does, until there is none. */
  const deliver = async (): Promise<number> => {
    for (let messages = 0; messages < 100; messages += 1) {
      const [received] = await world.store.queue.receive({ max: 1, leaseSeconds: 900 });
      if (received?.job.kind !== 'scan') return messages;
      run = newRun();
      const outcome = await runScan(world.deps, world.settings, received.job, run.stop.signal);
      if (outcome.kind === 'released') await world.deps.queue.send(received.job);
      await world.store.queue.done(received.receipt);
      world.advance(300_000);
    }
    throw new Error('the messages do not end');
  };
  return { world, id, whole, deliver };
};

it('an image that is longer than one run goes on in next messages, layer by layer, and has one verdict', async () => {
  const { world, id, whole, deliver } = await slowWorld(2);
  // Two at once in the first run: neither came. Then two in each, the smallest first, and none twice.
  expect(await deliver()).toBe(1 + Math.ceil(layers / 2));
  expect(whole).toEqual(built.image.layers.map(({ digest }) => digest));
  expect(await getScan(world.deps, caller, id)).toMatchObject({ state: 'succeeded' });
  expect((await listVerdicts(world.deps, caller, { limit: 10 })).items).toHaveLength(1);
});

it('an image with a layer that no run is long enough for ends with a reason, and is not begun again', async () => {
  const { world, id, whole, deliver } = await slowWorld(0);
  expect(await deliver()).toBeLessThan(10);
  expect(whole).toEqual([]);
  expect(await getScan(world.deps, caller, id)).toMatchObject({ state: 'timed_out', reason: { code: 'timed-out' } });
  expect(await world.deps.table.get(keys.scanLater(caller.tenant, id))).toBeUndefined();
});
