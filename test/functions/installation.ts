import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { deployAdvisories } from '../../functions/handle/advisories.ts';
import { workOn } from '../../functions/handle/worker.ts';
import { followAdvisories } from '../../functions/home/advisories.ts';
import { annotationsOf, artifactType, contentType } from '../../lib/adapters/advisories/registry/format.ts';
import { createArtifacts } from '../../lib/adapters/registry/distribution/artifacts.ts';
import { getVerdict } from '../../lib/history/get.ts';
import { listVerdicts } from '../../lib/history/list.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { startScan } from '../../lib/scan/start.ts';
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
export const openInstallation = async () => {
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
  return { world, caller, registry, artifacts, publish, run, newWorker, work, scan, verdicts, newest };
};
