import { expect, it } from 'vitest';
import { compareBuilds } from '../../../lib/adapters/advisories/compare.ts';
import { openAdvisories } from '../../../lib/adapters/advisories/open.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { codeOf } from '../registry/registry.ts';
import { buildOf, newFolder, record } from './folder.ts';

it('tells what a newer build says otherwise', async () => {
  const folder = newFolder();
  const before = await buildOf(folder, [
    record('CVE-2026-1', 'same', '1.0.0'),
    record('CVE-2026-2', 'gone', '1.0.0'),
    record('CVE-2026-3', 'edited', '1.0.0'),
  ]);
  const after = await buildOf(
    folder,
    [
      record('CVE-2026-1', 'same', '1.0.0'),
      record('CVE-2026-3', 'edited', '1.1.0', { modified: '2026-02-02T00:00:00Z' }),
      record('CVE-2026-4', 'new', '1.0.0'),
    ],
    { overlays: [{ id: 'CVE-2026-1', kev: true, epss: null }] },
  );
  const difference = await compareBuilds(folder, before.digest, after.digest);
  expect(difference).toMatchObject({ added: ['CVE-2026-4'], removed: ['CVE-2026-2'], modified: ['CVE-2026-3'], exploited: ['CVE-2026-1'] });
  expect(difference.packages.map(({ name }) => name).sort()).toEqual(['edited', 'gone', 'new', 'same']);
  expect(await codeOf(compareBuilds(folder, sha256('x'), after.digest))).toBe('not-found');
});

it('dates a fix by when it was known first', async () => {
  const folder = newFolder();
  const one = (modified: string, fixed: string) => [record('GHSA-1', 'a', fixed, { modified })];
  const since = async (): Promise<string | null | undefined> => {
    const advisories = openAdvisories(folder);
    await advisories.refresh();
    const [row] = advisories.lookup('npm', 'a');
    advisories.close();
    return row?.fixKnownSince;
  };
  await buildOf(folder, one('2026-02-01T00:00:00Z', '1.0.0'));
  expect(await since()).toBe('2026-02-01T00:00:00Z');
  await buildOf(folder, one('2026-03-01T00:00:00Z', '1.0.0'));
  expect(await since()).toBe('2026-02-01T00:00:00Z');
  await buildOf(folder, one('2026-04-01T00:00:00Z', '1.0.1'));
  expect(await since()).toBe('2026-04-01T00:00:00Z');
});
