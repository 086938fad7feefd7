import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listVerdicts } from '../../lib/history/list.ts';
import { getScan } from '../../lib/scan/get.ts';
import { startScan } from '../../lib/scan/start.ts';
import { type Program, program } from '../process/bundle.ts';
import { deployment, events, newCaller, newWorld, type World } from './world.ts';

let worker: Program;
let root: string;
beforeAll(async () => {
  worker = await program('test/process/scan-worker.ts');
  root = await mkdtemp(join(tmpdir(), 'plimsoll-kill-'));
});
afterAll(async () => {
  await worker.remove();
  await rm(root, { recursive: true });
});

const caller = newCaller();
const change = { image: 'registry.test/app:1', manifests: [{ name: 'deploy.yaml', text: deployment }] };

const open = (folder: string, now: number): Promise<World> => newWorld({ path: join(folder, 'plimsoll.db'), now });
const prepare = async (folder: string, scans: number, messages: number): Promise<string[]> => {
  const world = await open(folder, Date.now());
  const ids: string[] = [];
  for (let n = 0; n < scans; n += 1) {
    const { id } = await startScan(world.deps, caller, { ...change, image: `registry.test/app:${n}` });
    ids.push(id);
    for (let more = 1; more < messages; more += 1) await world.deps.queue.send({ kind: 'scan', tenant: caller.tenant, scanId: id });
  }
  world.store.close();
  return ids;
};
const resolved = async (folder: string): Promise<string[]> => (await readFile(join(folder, 'resolved'), 'utf8')).trim().split('\n').sort();

it('finishes a scan whose process was killed behind any call, with one verdict and one event', async () => {
  const whole = await mkdtemp(join(root, 'whole-'));
  await prepare(whole, 1, 1);
  const unharmed = await worker.run(whole, '0');
  const points = unharmed.killed ? 0 : Number(unharmed.output);
  expect(points).toBeGreaterThan(15);

  const killAt = async (point: number): Promise<void> => {
    const folder = await mkdtemp(join(root, 'killed-'));
    const [id = ''] = await prepare(folder, 1, 1);
    expect(await worker.run(folder, String(point)), `point ${point}`).toEqual({ killed: true });
    // The restart, at a time when the dead process's leases are over.
    const world = await open(folder, Date.now() + 60_000);
    await world.drain();
    expect(await getScan(world.deps, caller, id), `point ${point}`).toMatchObject({ state: 'succeeded', decision: 'deny' });
    expect((await listVerdicts(world.deps, caller, { limit: 10 })).items, `point ${point}`).toHaveLength(1);
    expect(await events(world, caller.tenant), `point ${point}`).toHaveLength(1);
    world.store.close();
  };
  const queue = Array.from({ length: points }, (_, n) => n + 1);
  const lane = async (): Promise<void> => {
    for (let point = queue.shift(); point !== undefined; point = queue.shift()) await killAt(point);
  };
  await Promise.all([lane(), lane()]);
}, 120_000);

it('never runs a step in two processes at once, whatever the number of messages', async () => {
  const folder = await mkdtemp(join(root, 'shared-'));
  const ids = await prepare(folder, 12, 3);
  await Promise.all([worker.run(folder, '0', '3'), worker.run(folder, '0', '3')]);
  expect(await resolved(folder)).toEqual(ids.map((_, n) => `registry.test/app:${n}`).sort());
  const world = await open(folder, Date.now());
  expect((await listVerdicts(world.deps, caller, { limit: 100 })).items).toHaveLength(ids.length);
  for (const id of ids) expect(await getScan(world.deps, caller, id)).toMatchObject({ state: 'succeeded' });
  world.store.close();
}, 120_000);
