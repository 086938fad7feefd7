import { afterEach, expect, it } from 'vitest';
import { getVerdict } from '../../lib/history/get.ts';
import { latestVerdict } from '../../lib/history/latest.ts';
import { listVerdicts } from '../../lib/history/list.ts';
import { sha256 } from '../../lib/model/digest.ts';
import { AppError, type ErrorCode } from '../../lib/model/error.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { getScan } from '../../lib/scan/get.ts';
import { runScan } from '../../lib/scan/run.ts';
import { startScan } from '../../lib/scan/start.ts';
import { keys } from '../../lib/store/keys.ts';
import { smallImage } from './small-image.ts';
import { deployment, events, newCaller, newWorld, start, type World } from './world.ts';

const worlds: World[] = [];
const world = async (options: Parameters<typeof newWorld>[0] = {}): Promise<World> => {
  const made = await newWorld(options);
  worlds.push(made);
  return made;
};
afterEach(() => {
  for (const { store } of worlds.splice(0)) store.close();
});
const noStop = new AbortController().signal;
const failing = (code: ErrorCode, times = Number.POSITIVE_INFINITY): ImageSource & { calls: number } => {
  const { source } = smallImage();
  return {
    ...source,
    calls: 0,
    async resolve(...args) {
      this.calls += 1;
      if (this.calls <= times) throw new AppError(code, 'on purpose');
      return source.resolve(...args);
    },
  };
};

it('takes a whole change from request to verdict', async () => {
  const { image, source } = smallImage();
  const one = await world({ images: source });
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, {
    image: 'registry.test/app:1',
    manifests: [{ name: 'deploy.yaml', text: deployment }],
    dockerfile: { name: 'Dockerfile', text: 'FROM alpine\n' },
    environment: 'production',
  });
  expect(scan).toMatchObject({ state: 'queued', files: ['deploy.yaml', 'Dockerfile'], verdictId: null });
  expect(await one.drain()).toEqual([{ kind: 'done' }]);

  const ended = await getScan(one.deps, caller, scan.id);
  expect(ended).toMatchObject({ state: 'succeeded', decision: 'deny', reason: null });
  expect(ended.subjects.map(({ digest }) => digest)).toEqual([image.digest, sha256(deployment), sha256('FROM alpine\n')]);
  const { verdict, summary } = await getVerdict(one.deps, caller, ended.verdictId ?? '');
  expect(verdict.findings.map(({ rule }) => rule)).toContain('privileged');
  expect(summary).toMatchObject({ scanId: scan.id, environment: 'production', decision: 'deny', policy: { name: 'starter' } });
  expect((await listVerdicts(one.deps, caller, { limit: 10, subject: image.digest })).items).toEqual([summary]);
  expect(await latestVerdict(one.deps, caller.tenant, sha256(deployment), 'starter')).toMatchObject({
    decision: 'deny',
    verdictId: summary.id,
  });
  expect((await events(one, caller.tenant)).map(({ body }) => body['type'])).toEqual(['verdict.denied']);
  expect(await one.deps.table.get(keys.scanLease(caller.tenant, scan.id))).toBeUndefined();
});

it('gives one verdict however often the message comes', async () => {
  const one = await world();
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, { image: 'registry.test/app:1' });
  const job = { kind: 'scan', tenant: caller.tenant, scanId: scan.id } as const;
  for (let count = 0; count < 10; count += 1) await one.deps.queue.send(job);
  const outcomes = await one.drain();
  expect(outcomes).toHaveLength(11);
  expect((await listVerdicts(one.deps, caller, { limit: 100 })).items).toHaveLength(1);
  expect(await events(one, caller.tenant)).toHaveLength(1);
});

it('lets one of several workers on the same scan work, and tells the others to come back', async () => {
  const { source } = smallImage();
  let resolves = 0;
  const one = await world({
    images: {
      ...source,
      resolve: async (...args) => {
        resolves += 1;
        return source.resolve(...args);
      },
    },
  });
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, { image: 'registry.test/app:1' });
  const job = { kind: 'scan', tenant: caller.tenant, scanId: scan.id } as const;
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => runScan(one.deps, one.settings, job, noStop)));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'done', 'done']);
  expect(resolves).toBe(1);
  expect(source.fetched).toHaveLength(1);
  // The first message, and one anew for each worker that has to come back: should the first die, they are needed.
  expect(one.store.countJobs()).toEqual({ waiting: 5, dead: 0 });
  await one.drain();
  expect((await listVerdicts(one.deps, caller, { limit: 10 })).items).toHaveLength(1);
});

it('resolves a tag once', async () => {
  const { image, source } = smallImage();
  let resolves = 0;
  const moving: ImageSource = {
    ...source,
    resolve: async () => {
      resolves += 1;
      return [{ ...image, digest: resolves === 1 ? image.digest : sha256('another') }];
    },
    blob: async (...args) => {
      if (source.fetched.length === 0) {
        source.fetched.push('failed');
        throw new AppError('registry-unavailable', 'on purpose');
      }
      return source.blob(...args);
    },
  };
  const one = await world({ images: moving });
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, { image: 'registry.test/app:1' });
  await one.drain();
  expect(await getScan(one.deps, caller, scan.id)).toMatchObject({ state: 'succeeded', subjects: [{ digest: image.digest }] });
  expect(resolves).toBe(1);
});

it.each<[ErrorCode, string]>([
  ['image-not-found', 'failed'],
  ['registry-unauthorized', 'failed'],
  ['image-corrupt', 'failed'],
  ['egress-refused', 'failed'],
  ['image-unsupported', 'unsupported'],
])('ends at once on %s', async (code, state) => {
  const images = failing(code);
  const one = await world({ images });
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, { image: 'registry.test/app:1' });
  expect(await one.drain()).toEqual([{ kind: 'done' }]);
  expect(await getScan(one.deps, caller, scan.id)).toMatchObject({ state, reason: { code }, verdictId: null });
  expect(images.calls).toBe(1);
  expect((await events(one, caller.tenant)).map(({ body }) => body['type'])).toEqual(['scan.failed']);
});

it.each<ErrorCode>(['registry-unavailable', 'registry-rate-limited', 'timed-out'])('tries again after %s, and succeeds', async (code) => {
  const one = await world({ images: failing(code, 3) });
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, { image: 'registry.test/app:1' });
  expect(await one.drain()).toHaveLength(4);
  expect(await getScan(one.deps, caller, scan.id)).toMatchObject({ state: 'succeeded', reason: null });
});

it('gives up after six attempts, with the reason', async () => {
  const images = failing('registry-unavailable');
  const one = await world({ images });
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, { image: 'registry.test/app:1' });
  await one.drain();
  expect(await getScan(one.deps, caller, scan.id)).toMatchObject({ state: 'failed', reason: { code: 'registry-unavailable' } });
  expect(images.calls).toBeLessThanOrEqual(6);
});

it('judges the rest of a change whose image cannot be inspected, by what the policy says of that', async () => {
  const { source } = smallImage();
  const one = await world({
    images: {
      ...source,
      blob: async () => {
        throw new AppError('image-unsupported', 'on purpose');
      },
    },
  });
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, { image: 'registry.test/app:1', manifests: [{ name: 'deploy.yaml', text: deployment }] });
  await one.drain();
  const ended = await getScan(one.deps, caller, scan.id);
  expect(ended).toMatchObject({ state: 'unsupported', reason: { code: 'image-unsupported' } });
  const { verdict } = await getVerdict(one.deps, caller, ended.verdictId ?? '');
  expect(verdict.reasons.map(({ code }) => code)).toContain('subject-unsupported');
  expect(verdict.subjects.map(({ kind }) => kind).sort()).toEqual(['image', 'manifests']);
});

it('takes layers that another image had from the cache', async () => {
  const { source } = smallImage();
  const one = await world({ images: source });
  for (const caller of [newCaller(), newCaller()]) await startScan(one.deps, caller, { image: 'registry.test/app:1' });
  await one.drain();
  expect(source.fetched).toHaveLength(1);
});

it('ends as timed out when its time is over', async () => {
  const one = await world({ images: failing('registry-unavailable') });
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, { image: 'registry.test/app:1' });
  const job = { kind: 'scan', tenant: caller.tenant, scanId: scan.id } as const;
  await runScan(one.deps, one.settings, job, noStop);
  one.advance(31 * 60_000);
  expect(await runScan(one.deps, one.settings, job, noStop)).toEqual({ kind: 'done' });
  expect(await getScan(one.deps, caller, scan.id)).toMatchObject({ state: 'timed_out', reason: { code: 'timed-out' } });
});

it('does nothing for a scan that is gone', async () => {
  const one = await world();
  expect(await runScan(one.deps, one.settings, { kind: 'scan', tenant: 'nobody', scanId: 'scan_0' }, noStop)).toEqual({ kind: 'done' });
});

it('throws what nobody expected, and lets the lease go', async () => {
  const { source } = smallImage();
  const one = await world({
    images: {
      ...source,
      resolve: async () => {
        throw new TypeError('a fault of ours');
      },
    },
  });
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, { image: 'registry.test/app:1' });
  const job = { kind: 'scan', tenant: caller.tenant, scanId: scan.id } as const;
  await expect(runScan(one.deps, one.settings, job, noStop)).rejects.toThrow(TypeError);
  await expect(runScan(one.deps, one.settings, job, noStop)).rejects.toThrow(TypeError);
  expect(await getScan(one.deps, caller, scan.id)).toMatchObject({ state: 'resolving', createdAt: new Date(start).toISOString() });
});

it('gives its lease back when the worker stops between two steps', async () => {
  const { source } = smallImage();
  const stopping = new AbortController();
  const one = await world({
    images: {
      ...source,
      resolve: async (...args) => {
        stopping.abort();
        return source.resolve(...args);
      },
    },
  });
  const caller = newCaller();
  const scan = await startScan(one.deps, caller, { image: 'registry.test/app:1' });
  const job = { kind: 'scan', tenant: caller.tenant, scanId: scan.id } as const;
  expect(await runScan(one.deps, one.settings, job, stopping.signal)).toEqual({ kind: 'released' });
  expect(await getScan(one.deps, caller, scan.id)).toMatchObject({ state: 'inspecting' });
  expect(await runScan(one.deps, one.settings, job, noStop)).toEqual({ kind: 'done' });
  expect(await getScan(one.deps, caller, scan.id)).toMatchObject({ state: 'succeeded' });
});
