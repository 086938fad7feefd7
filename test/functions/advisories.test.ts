import { describe, expect, it } from 'vitest';
import { deployAdvisories } from '../../functions/handle/advisories.ts';
import { createArtifacts } from '../../lib/adapters/registry/distribution/artifacts.ts';
import { readDeployedAdvisories } from '../../lib/store/advisory-setting.ts';
import { newFolder } from '../adapters/advisories/folder.ts';
import { loopbackEgress } from '../adapters/registry/registry.ts';
import { fixture, inTime } from './fixture.ts';
import { openInstallation } from './installation.ts';

const idsOf = ({ findings }: { readonly findings: readonly { readonly vulnerability?: { readonly id: string } | undefined }[] }) =>
  findings.flatMap(({ vulnerability }) => vulnerability?.id ?? []);

describe('the advisory database of an installation', () => {
  it('is the one that the tag meant, by digest, and workers match by it', async () => {
    const { world, publish, run, scan, newest } = await openInstallation();
    await publish('2026-11-22T10:00:00Z', 'left');
    expect(await run()).toMatchObject({ kind: 'deployed', reference: expect.stringMatching(/@sha256:/) });
    expect((await readDeployedAdvisories(world.deps.table))?.deployed).toMatchObject({ planned: true, builtAt: '2026-11-22T10:00:00Z' });
    expect(await run()).toEqual({ kind: 'current' });
    await scan();
    expect(idsOf(await newest())).toEqual(['CVE-2026-4']);
  });

  it('that is newer has the images judged again of which it says something else, by workers that have fetched it', async () => {
    const { publish, run, scan, newWorker, work, verdicts, newest } = await openInstallation();
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
    const { publish, run, scan } = await openInstallation();
    await publish('2026-11-22T10:00:00Z', 'left');
    await run();
    await scan();
    await publish('2026-11-23T10:00:00Z', 'left', 'elsewhere');
    expect(await run()).toMatchObject({ kind: 'deployed', images: 0, batches: 0 });
  });

  it('is planned again when the run that noted it was killed', async () => {
    const { world, publish, run, scan, work, newest } = await openInstallation();
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
    const { world, registry, publish, run, scan, newest } = await openInstallation();
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
    const { world } = await openInstallation();
    const artifacts = createArtifacts({ egress: loopbackEgress() });
    const run = deployAdvisories({ deps: world.deps, artifacts, reference: '', folder: newFolder() });
    expect(await run(fixture('schedule'), inTime)).toEqual({ kind: 'none' });
  });
});
