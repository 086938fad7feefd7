import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deployAdvisories } from '../../functions/handle/advisories.ts';
import { workOn } from '../../functions/handle/worker.ts';
import { followAdvisories } from '../../functions/home/advisories.ts';
import { annotationsOf, artifactType, contentType } from '../../lib/adapters/advisories/registry/format.ts';
import { createArtifacts } from '../../lib/adapters/registry/distribution/artifacts.ts';
import { getVerdict } from '../../lib/history/get.ts';
import { listVerdicts } from '../../lib/history/list.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { startScan } from '../../lib/scan/start.ts';
import { readDeployedAdvisories } from '../../lib/store/advisory-setting.ts';
import { buildOf, newFolder, record } from '../adapters/advisories/folder.ts';
import { fakeRegistry, loopbackEgress, quickPace } from '../adapters/registry/registry.ts';
import { file, imageOfLayers } from '../image/build.ts';
import { newCaller, newWorld } from '../scan/world.ts';
import { fixture, inTime, queueEvent } from './fixture.ts';

const image = imageOfLayers(
  ['left', 'right'].map((name) => [file(`app/node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' }))]),
  { config: { User: '1000' }, rootfs: { type: 'layers', diff_ids: [] } },
);

/** An installation whose database is in a registry. */
const open = async () => {
  const world = await newWorld({ images: image.source });
  const { deps, store } = world;
  const caller = newCaller();
  const registry = await fakeRegistry();
  const artifacts = createArtifacts({ egress: loopbackEgress(), pace: quickPace() });
  const reference = `${registry.host}/sec/advisories:latest`;
  const publish = async (builtAt: string, ...affected: readonly string[]): Promise<void> => {
    const folder = newFolder();
    const records = affected.map((name) => record(`CVE-2026-${name.length}`, name, '2.0.0'));
    const { file: built, digest } = await buildOf(folder, records, { builtAt });
    const bytes = readFileSync(join(folder, built));
    registry.putManifest('latest', {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType,
      config: registry.putBlob(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json'),
      layers: [registry.putBlob(gzipSync(bytes), contentType)],
      annotations: annotationsOf({ digest, builtAt, size: bytes.length }),
    });
  };
  // Each run has an empty disk, as a new process of Lambda may.
  const run = (replaced: Partial<typeof deps> = {}) =>
    deployAdvisories({ deps: { ...deps, ...replaced }, artifacts, reference, folder: newFolder() })(fixture('schedule'), inTime);
  const newWorker = () => {
    const { advisories, follow } = followAdvisories(deps, artifacts, newFolder());
    const judging = storedJudging(deps, { waivers: async () => [], advisories });
    return workOn({ deps, follow, receiver: { postpone: async () => true }, settings: { leaseMs: 15_000, judging } });
  };
  /** Works off the queue. */
  const work = async (handler = newWorker()): Promise<void> => {
    for (const { job, receipt } of await store.queue.receive({ max: 10, leaseSeconds: 15 })) {
      expect(await handler(queueEvent(job), inTime)).toEqual({ batchItemFailures: [] });
      await store.queue.done(receipt);
    }
  };
  const scan = async (): Promise<void> => {
    await startScan(deps, caller, { image: 'registry.test/app:1' });
    await work();
  };
  const verdicts = async () => (await listVerdicts(deps, caller, { limit: 10 })).items;
  const newest = async () => (await getVerdict(deps, caller, (await verdicts())[0]?.id ?? '')).verdict;
  return { world, caller, registry, publish, run, newWorker, work, scan, verdicts, newest };
};

const idsOf = ({ findings }: { readonly findings: readonly { readonly vulnerability?: { readonly id: string } | undefined }[] }) =>
  findings.flatMap(({ vulnerability }) => vulnerability?.id ?? []);

describe('the advisory database of an installation', () => {
  it('is the one that the tag meant, by digest, and workers match by it', async () => {
    const { world, publish, run, scan, newest } = await open();
    await publish('2026-11-22T10:00:00Z', 'left');
    expect(await run()).toMatchObject({ kind: 'deployed', reference: expect.stringMatching(/@sha256:/) });
    expect((await readDeployedAdvisories(world.deps.table))?.deployed).toMatchObject({ planned: true, builtAt: '2026-11-22T10:00:00Z' });
    expect(await run()).toEqual({ kind: 'current' });
    await scan();
    expect(idsOf(await newest())).toEqual(['CVE-2026-4']);
  });

  it('that is newer has the images judged again of which it says something else, by workers that have fetched it', async () => {
    const { publish, run, scan, newWorker, work, verdicts, newest } = await open();
    await publish('2026-11-22T10:00:00Z', 'left');
    await run();
    const old = newWorker();
    await scan();
    await work(old);
    await publish('2026-11-23T10:00:00Z', 'left', 'right');
    expect(await run()).toMatchObject({ kind: 'deployed', images: 1, batches: 1 });
    await work(old);
    expect((await verdicts()).map(({ cause }) => cause)).toEqual(['advisory', undefined]);
    expect(idsOf(await newest())).toEqual(['CVE-2026-4', 'CVE-2026-5']);
  });

  it('that says nothing new of any image has none judged again', async () => {
    const { publish, run, scan } = await open();
    await publish('2026-11-22T10:00:00Z', 'left');
    await run();
    await scan();
    await publish('2026-11-23T10:00:00Z', 'left', 'elsewhere');
    expect(await run()).toMatchObject({ kind: 'deployed', images: 0, batches: 0 });
  });

  it('is planned again when the run that noted it was killed', async () => {
    const { world, publish, run, scan, work, newest } = await open();
    await publish('2026-11-22T10:00:00Z', 'left');
    await run();
    await scan();
    await publish('2026-11-23T10:00:00Z', 'left', 'right');
    const queue = { send: () => Promise.reject(new Error('killed')) };
    await expect(run({ queue })).rejects.toThrow('killed');
    expect((await readDeployedAdvisories(world.deps.table))?.deployed.planned).toBe(false);
    expect(await run()).toMatchObject({ kind: 'deployed', images: 1 });
    expect(world.logged.map(({ fields }) => fields)).toContainEqual(expect.objectContaining({ batches: 1 }));
    await work();
    expect(idsOf(await newest())).toEqual(['CVE-2026-4', 'CVE-2026-5']);
  });

  it('is missing, and said to be, where there is none or the registry is away', async () => {
    const { world, registry, publish, run, scan, newest } = await open();
    await scan();
    expect((await newest()).notEvaluated).toContainEqual(expect.objectContaining({ reason: 'no advisory database is loaded' }));
    await publish('2026-11-22T10:00:00Z', 'left');
    await run();
    await registry.close();
    await scan();
    expect((await newest()).notEvaluated).toContainEqual(expect.objectContaining({ reason: 'no advisory database is loaded' }));
    expect(world.logged.map(({ message }) => message)).toContain('advisories not fetched');
  });

  it('is none of the service where no reference is given', async () => {
    const { world } = await open();
    const artifacts = createArtifacts({ egress: loopbackEgress() });
    const run = deployAdvisories({ deps: world.deps, artifacts, reference: '', folder: newFolder() });
    expect(await run(fixture('schedule'), inTime)).toEqual({ kind: 'none' });
  });
});
