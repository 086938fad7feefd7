import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listVerdicts } from '../../lib/history/list.ts';
import { planRejudge } from '../../lib/incident/rejudge/plan.ts';
import { runRejudge } from '../../lib/incident/rejudge/run.ts';
import { sha256 } from '../../lib/model/digest.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { startScan } from '../../lib/scan/start.ts';
import { file, imageOfLayers } from '../image/build.ts';
import { type Program, program } from '../process/bundle.ts';
import { events, newCaller, newWorld, type World } from '../scan/world.ts';
import { databaseOf } from './database.ts';

let worker: Program;
let root: string;
beforeAll(async () => {
  worker = await program('test/process/rejudge-worker.ts');
  root = await mkdtemp(join(tmpdir(), 'plimsoll-kill-'));
});
afterAll(async () => {
  await worker.remove();
  await rm(root, { recursive: true });
});

const images = 3;
const caller = newCaller();
const { source } = imageOfLayers([[file('app/node_modules/left/package.json', '{"name":"left","version":"1.0.0"}')]], {
  config: { User: '1000' },
  rootfs: { type: 'layers', diff_ids: [] },
});
const severalImages: ImageSource = {
  ...source,
  resolve: async (reference, ...rest) =>
    (await source.resolve(reference, ...rest)).map((image) => ({ ...image, reference, digest: sha256(reference) })),
};
const open = (folder: string, now: number): Promise<World> => newWorld({ path: join(folder, 'plimsoll.db'), now, images: severalImages });

const prepare = async (folder: string): Promise<void> => {
  const world = await open(folder, Date.now() - 86_400_000);
  for (let n = 0; n < images; n += 1) await startScan(world.deps, caller, { image: `registry.test/app:${n}` });
  await world.drain();
  world.store.close();
};

/** As the service does when it starts again, at a time when the dead process's leases are over. */
const goOn = async (world: World): Promise<void> => {
  const advisories = databaseOf('newer', ['left'], ['left']);
  const judging = storedJudging(world.deps, { waivers: async () => [], advisories });
  await planRejudge(world.deps, advisories);
  for (const { job, receipt } of await world.store.queue.receive({ max: 10, leaseSeconds: 15 })) {
    if (job.kind === 'rejudge') await runRejudge(world.deps, judging, job, new AbortController().signal);
    await world.store.queue.done(receipt);
  }
};

it('goes on after the process was killed behind any call, and judges each image again once', async () => {
  const whole = await mkdtemp(join(root, 'whole-'));
  await prepare(whole);
  const unharmed = await worker.run(whole, '0');
  const points = unharmed.killed ? 0 : Number(unharmed.output);
  expect(points).toBeGreaterThan(images * 2);

  const killAt = async (point: number): Promise<void> => {
    const folder = await mkdtemp(join(root, 'killed-'));
    await prepare(folder);
    expect(await worker.run(folder, String(point)), `point ${point}`).toEqual({ killed: true });
    const world = await open(folder, Date.now() + 60_000);
    await goOn(world);
    const { items } = await listVerdicts(world.deps, caller, { limit: 100 });
    expect(items.filter(({ cause }) => cause === 'advisory').length, `point ${point}`).toBe(images);
    expect(items, `point ${point}`).toHaveLength(2 * images);
    expect(await events(world, caller.tenant), `point ${point}`).toHaveLength(2 * images);
    world.store.close();
  };
  const queue = Array.from({ length: points }, (_, n) => n + 1);
  const lane = async (): Promise<void> => {
    for (let point = queue.shift(); point !== undefined; point = queue.shift()) await killAt(point);
  };
  await Promise.all([lane(), lane()]);
}, 120_000);
