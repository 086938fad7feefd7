import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../lib/audit/list.ts';
import { listVerdicts } from '../../lib/history/list.ts';
import { sha256 } from '../../lib/model/digest.ts';
import { AppError } from '../../lib/model/error.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { cancelScan } from '../../lib/scan/cancel.ts';
import { getScan } from '../../lib/scan/get.ts';
import { giveUpScan } from '../../lib/scan/give-up.ts';
import type { ScanInput } from '../../lib/scan/input.ts';
import { listScans } from '../../lib/scan/list.ts';
import { retryScan } from '../../lib/scan/retry.ts';
import { runScan } from '../../lib/scan/run.ts';
import { startScan } from '../../lib/scan/start.ts';
import { sweepScans } from '../../lib/scan/sweep.ts';
import { codeOf } from '../contract/table.ts';
import { smallImage } from './small-image.ts';
import { events, newCaller, newWorld, start, type World } from './world.ts';

const minute = 60_000;
const image = { image: 'registry.test/app:1' };
const noStop = new AbortController().signal;
const worlds: World[] = [];
const world = async (options: Parameters<typeof newWorld>[0] = {}): Promise<World> => {
  const made = await newWorld(options);
  worlds.push(made);
  return made;
};
let one: World;
beforeEach(async () => {
  one = await world();
});
afterEach(() => {
  for (const { store } of worlds.splice(0)) store.close();
});
const withSource = (replace: Partial<ImageSource>): Promise<World> => world({ images: { ...smallImage().source, ...replace } });
const jobOf = (tenant: string, scanId: string) => ({ kind: 'scan', tenant, scanId }) as const;

it.each<[string, ScanInput, string]>([
  ['nothing to judge', {}, 'invalid-request'],
  ['an empty list of manifests', { manifests: [] }, 'invalid-request'],
  ['a reference that does not parse', { image: 'app:one two' }, 'invalid-reference'],
  ['a platform that does not parse', { image: { reference: 'alpine', platform: 'linux' } }, 'invalid-request'],
  ['a policy that nobody has stored', { ...image, policy: 'none-such' }, 'invalid-request'],
  ['a file without a name', { manifests: [{ name: '', text: '' }] }, 'invalid-request'],
])('refuses %s, and keeps nothing', async (_title, input, code) => {
  const caller = newCaller();
  expect(await codeOf(startScan(one.deps, caller, input))).toBe(code);
  expect((await listScans(one.deps, caller, { limit: 10 })).items).toEqual([]);
  expect(one.store.countJobs()).toEqual({ waiting: 0, dead: 0 });
});

it('asks for the scope first', async () => {
  const reader = newCaller(['scan:read']);
  const nobody = newCaller([]);
  expect(await codeOf(startScan(one.deps, reader, image))).toBe('forbidden');
  expect(await codeOf(cancelScan(one.deps, reader, 'scan_0'))).toBe('forbidden');
  expect(await codeOf(retryScan(one.deps, reader, 'scan_0'))).toBe('forbidden');
  expect(await codeOf(getScan(one.deps, nobody, 'scan_0'))).toBe('forbidden');
  expect(await codeOf(listScans(one.deps, nobody, { limit: 1 }))).toBe('forbidden');
});

it('shows no tenant another’s scans', async () => {
  const [caller, other] = [newCaller(), newCaller()];
  const { id } = await startScan(one.deps, caller, image);
  expect(await codeOf(getScan(one.deps, other, id))).toBe('not-found');
  expect(await codeOf(cancelScan(one.deps, other, id))).toBe('not-found');
  expect((await listScans(one.deps, other, { limit: 10 })).items).toEqual([]);
});

it('lists scans as they are now, newest first, in pages', async () => {
  const caller = newCaller();
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    ids.push((await startScan(one.deps, caller, image)).id);
    one.advance(26 * 60 * minute);
  }
  await cancelScan(one.deps, caller, ids[1] ?? '');
  const first = await listScans(one.deps, caller, { limit: 3 });
  const second = await listScans(one.deps, caller, { limit: 3, after: first.next });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([...ids].reverse());
  expect(second.next).toBeUndefined();
  expect((await listScans(one.deps, caller, { limit: 10, state: 'cancelled' })).items.map(({ id }) => id)).toEqual([ids[1]]);
  expect((await listScans(one.deps, caller, { limit: 10, until: start + minute })).items.map(({ id }) => id)).toEqual([ids[0]]);
});

it('keeps the scan when the queue does not answer, and the sweep sends it', async () => {
  const broken = {
    ...one.deps,
    queue: {
      send: async () => {
        throw new AppError('unavailable', 'on purpose');
      },
    },
  };
  const caller = newCaller();
  const { id } = await startScan(broken, caller, image);
  expect(one.store.countJobs().waiting).toBe(0);
  expect(await sweepScans(one.deps)).toBe(0);
  one.advance(21 * minute);
  expect(await sweepScans(one.deps)).toBe(1);
  await one.drain();
  expect(await getScan(one.deps, caller, id)).toMatchObject({ state: 'succeeded' });
});

it('sweeps a scan that waits at growing distances, and ends it when its time is over', async () => {
  const caller = newCaller();
  const { id } = await startScan(one.deps, caller, image);
  const sent: number[] = [];
  for (let elapsed = 0; elapsed < 25 * 60; elapsed += 10) {
    one.advance(10 * minute);
    if ((await sweepScans(one.deps)) > 0) sent.push(elapsed + 10);
  }
  // The distances double up to six hours; the last look is when the day is over.
  expect(sent).toEqual([20, 40, 80, 160, 320, 640, 1000, 1360, 1440]);
  expect(await getScan(one.deps, caller, id)).toMatchObject({ state: 'timed_out' });
  one.advance(25 * 60 * minute);
  expect(await sweepScans(one.deps)).toBe(0);
});

it('sweeps by the lease as it is, however late the index', async () => {
  const late = await world({ indexDelayMs: 30 * minute });
  const caller = newCaller();
  await startScan(late.deps, caller, image);
  await late.drain();
  late.advance(35 * minute);
  expect(await sweepScans(late.deps)).toBe(0);
  expect((await listVerdicts(late.deps, caller, { limit: 10 })).items).toHaveLength(1);
});

it('cancels a scan that waits; its message then does nothing', async () => {
  const caller = newCaller();
  const { id } = await startScan(one.deps, caller, image);
  expect(await cancelScan(one.deps, caller, id)).toMatchObject({ state: 'cancelled', reason: { code: 'cancelled' } });
  expect(await cancelScan(one.deps, caller, id)).toMatchObject({ state: 'cancelled' });
  await one.drain();
  expect(await getScan(one.deps, caller, id)).toMatchObject({ state: 'cancelled', verdictId: null });
  expect(await events(one, caller.tenant)).toEqual([]);
  const audit = await listAudit(one.deps, caller, { since: start, until: start + 60 * minute, limit: 10 });
  expect(audit.items.map(({ action }) => action)).toEqual(['scan.cancel', 'scan.start']);
});

it('cancels a scan under way: its worker is told, and what it found counts for nothing', async () => {
  const caller = newCaller();
  let told = false;
  const running = await withSource({
    blob: (_image, _layer, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          told = true;
          reject(new AppError('timed-out', 'aborted'));
        });
        void cancelScan(running.deps, caller, id);
      }),
  });
  const { id } = await startScan(running.deps, caller, image);
  const settings = { ...running.settings, leaseMs: 30 };
  expect(await runScan(running.deps, settings, jobOf(caller.tenant, id), noStop)).toEqual({ kind: 'done' });
  expect(told).toBe(true);
  expect(await getScan(running.deps, caller, id)).toMatchObject({ state: 'cancelled' });
  expect((await listVerdicts(running.deps, caller, { limit: 1 })).items).toEqual([]);
});

it('ends a scan whose step does not come to an end, at its deadline', async () => {
  const caller = newCaller();
  const stuck = await withSource({
    blob: (_image, _layer, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new AppError('timed-out', 'aborted')));
      }),
    resolve: async (...args) => {
      // The next step begins with little of the half hour left.
      stuck.advance(30 * minute - 50);
      return smallImage().source.resolve(...args);
    },
  });
  const { id } = await startScan(stuck.deps, caller, image);
  expect(await runScan(stuck.deps, stuck.settings, jobOf(caller.tenant, id), noStop)).toEqual({ kind: 'done' });
  expect(await getScan(stuck.deps, caller, id)).toMatchObject({ state: 'timed_out', reason: { code: 'timed-out' } });
});

it('does not cancel what has ended', async () => {
  const caller = newCaller();
  const { id } = await startScan(one.deps, caller, image);
  await one.drain();
  expect(await codeOf(cancelScan(one.deps, caller, id))).toBe('conflict');
});

it('tries a failed scan again from its first step', async () => {
  let calls = 0;
  const { source, image: found } = smallImage();
  const flaky = await withSource({
    resolve: async () => {
      calls += 1;
      if (calls === 1) throw new AppError('image-not-found', 'on purpose');
      return [{ ...found, digest: found.digest }];
    },
    blob: source.blob,
  });
  const caller = newCaller();
  const { id } = await startScan(flaky.deps, caller, image);
  expect(await codeOf(retryScan(flaky.deps, caller, id))).toBe('conflict');
  await flaky.drain();
  expect(await getScan(flaky.deps, caller, id)).toMatchObject({ state: 'failed' });
  expect(await retryScan(flaky.deps, caller, id)).toMatchObject({ state: 'queued', reason: null });
  await flaky.drain();
  expect(await getScan(flaky.deps, caller, id)).toMatchObject({ state: 'succeeded' });
  expect(await codeOf(retryScan(flaky.deps, caller, id))).toBe('conflict');
});

it('ends a scan whose message went to the dead letters', async () => {
  const poisoned = await withSource({
    resolve: async () => {
      throw new TypeError('a fault of ours');
    },
  });
  const caller = newCaller();
  const { id } = await startScan(poisoned.deps, caller, image);
  for (let delivery = 0; delivery < 6; delivery += 1) {
    for (const { job } of await poisoned.store.queue.receive({ max: 1, leaseSeconds: 15 }))
      await expect(runScan(poisoned.deps, poisoned.settings, jobOf(job.tenant, id), noStop)).rejects.toThrow(TypeError);
    poisoned.advance(minute);
  }
  const [dead] = await poisoned.store.queue.deadLetters({ max: 1, leaseSeconds: 15 });
  expect(dead?.job).toEqual(jobOf(caller.tenant, id));
  expect(await giveUpScan(poisoned.deps, jobOf(caller.tenant, id))).toBe(true);
  expect(await giveUpScan(poisoned.deps, jobOf(caller.tenant, id))).toBe(true);
  expect(await getScan(poisoned.deps, caller, id)).toMatchObject({ state: 'failed', reason: { code: 'internal' } });
  expect(await events(poisoned, caller.tenant)).toHaveLength(1);
});

it('does not end a scan by the dead letters while somebody is at work on it', async () => {
  const caller = newCaller();
  const seen: boolean[] = [];
  const working = await withSource({
    resolve: async (...args) => {
      seen.push(await giveUpScan(working.deps, jobOf(caller.tenant, id)));
      return smallImage().source.resolve(...args);
    },
  });
  const { id } = await startScan(working.deps, caller, image);
  await working.drain();
  expect(seen).toEqual([false]);
  expect(await getScan(working.deps, caller, id)).toMatchObject({ state: 'succeeded' });
});

it('waits for a scan that takes long without ever taking it to the dead letters', async () => {
  const caller = newCaller();
  let finish = (): void => {};
  const slow = await withSource({
    resolve: async (...args) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return smallImage().source.resolve(...args);
    },
  });
  const { id } = await startScan(slow.deps, caller, image);
  await slow.deps.queue.send(jobOf(caller.tenant, id));
  const [first] = await slow.store.queue.receive({ max: 1, leaseSeconds: 900 });
  expect(first).toBeDefined();
  const settings = { ...slow.settings, leaseMs: 300_000 };
  const running = runScan(slow.deps, settings, jobOf(caller.tenant, id), noStop);
  await expect.poll(async () => (await getScan(slow.deps, caller, id)).state).toBe('resolving');
  for (let count = 0; count < 12; count += 1) {
    slow.advance(16_000);
    for (const { job, receipt } of await slow.store.queue.receive({ max: 10, leaseSeconds: 15 })) {
      if (job.kind === 'scan') await runScan(slow.deps, slow.settings, job, noStop);
      await slow.store.queue.done(receipt);
    }
  }
  expect(slow.store.countJobs()).toEqual({ waiting: 2, dead: 0 });
  finish();
  expect(await running).toEqual({ kind: 'done' });
  expect(await getScan(slow.deps, caller, id)).toMatchObject({ state: 'succeeded' });
});

it('finishes a scan although the clock is put back a day while it is leased, or forward', async () => {
  for (const jump of [-24 * 60 * minute, 20 * minute]) {
    const caller = newCaller();
    const jumping = await withSource({
      blob: async (...args) => {
        jumping.advance(jump);
        return smallImage().source.blob(...args);
      },
    });
    const { id } = await startScan(jumping.deps, caller, image);
    await jumping.drain();
    expect(await getScan(jumping.deps, caller, id)).toMatchObject({ state: 'succeeded' });
    expect((await listVerdicts(jumping.deps, caller, { limit: 10 })).items).toHaveLength(1);
  }
});

it('takes up a scan whose worker died before the clock was put back', async () => {
  const caller = newCaller();
  const { id } = await startScan(one.deps, caller, image);
  const neverEnds = { ...one.deps, images: { ...one.deps.images, resolve: () => new Promise<never>(() => {}) } };
  const abandoned = new AbortController();
  void runScan(neverEnds, { ...one.settings, leaseMs: 1e9 }, jobOf(caller.tenant, id), abandoned.signal);
  await expect.poll(async () => (await getScan(one.deps, caller, id)).state).toBe('resolving');
  one.advance(-24 * 60 * minute);
  await one.drain();
  expect(await getScan(one.deps, caller, id)).toMatchObject({ state: 'succeeded' });
});

it('judges every platform of an index, and keeps each one’s place in the history', async () => {
  const { image: found } = smallImage();
  const platforms = ['amd64', 'arm64'].map((architecture) => ({
    ...found,
    digest: sha256(architecture),
    platform: { os: 'linux', architecture },
  }));
  const both = await withSource({ resolve: async (_reference, platform) => (platform === 'all' ? platforms : platforms.slice(0, 1)) });
  const caller = newCaller();
  const { id } = await startScan(both.deps, caller, { image: { reference: 'registry.test/app:1', platform: 'all' } });
  await both.drain();
  expect((await getScan(both.deps, caller, id)).subjects).toHaveLength(2);
  for (const { digest } of platforms) {
    expect((await listVerdicts(both.deps, caller, { limit: 10, subject: digest })).items).toHaveLength(1);
  }
});
