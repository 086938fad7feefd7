import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changedPackages } from '../../../lib/adapters/advisories/changed.ts';
import { openAdvisories } from '../../../lib/adapters/advisories/open.ts';
import { buildOf, newFolder, record } from './folder.ts';

const names = (changed: readonly { name: string }[]): string[] => changed.map(({ name }) => name).sort();

it('tells which packages two builds do not say the same about, whatever the order of their records', async () => {
  const folder = newFolder();
  const same = record('S-1', 'same', '1.0.0');
  const before = await buildOf(folder, [
    record('E-1', 'other', '1.0.0', {}, 'PyPI'),
    same,
    record('A-1', 'edited', '1.0.0'),
    record('G-1', 'gone', '1.0.0'),
  ]);
  const after = await buildOf(folder, [
    record('N-1', 'new', '1.0.0'),
    record('A-1', 'edited', '1.1.0'),
    same,
    record('E-1', 'other', '1.0.0', {}, 'PyPI'),
  ]);
  expect(names(await changedPackages(folder, before.digest, after.digest))).toEqual(['edited', 'gone', 'new']);
  expect(await changedPackages(folder, after.digest, after.digest)).toEqual([]);
});

it('counts KEV and large steps of EPSS as changes, and small ones not', async () => {
  const folder = newFolder();
  const records = [record('CVE-2026-1', 'kev', '1.0.0'), record('CVE-2026-2', 'small', '1.0.0'), record('CVE-2026-3', 'large', '1.0.0')];
  const overlay = (id: string, kev: boolean, epss: number | null) => ({ id, kev, epss });
  const before = await buildOf(folder, records, { overlays: [overlay('CVE-2026-2', false, 0.11), overlay('CVE-2026-3', false, 0.1)] });
  const after = await buildOf(folder, records, {
    overlays: [overlay('CVE-2026-1', true, null), overlay('CVE-2026-2', false, 0.12), overlay('CVE-2026-3', false, 0.9)],
  });
  expect(names(await changedPackages(folder, before.digest, after.digest))).toEqual(['kev', 'large']);
});

it('counts what a VEX document says of an issue, under any of its names', async () => {
  const folder = newFolder();
  const records = [record('GHSA-1', 'named', '1.0.0', { aliases: ['CVE-2026-1'] }), record('CVE-2026-2', 'other', '1.0.0')];
  const before = await buildOf(folder, records);
  const statement = {
    ids: ['GHSA-1'],
    status: 'not_affected',
    justification: null,
    note: null,
    document: 'doc',
    author: '',
    at: null,
    product: 'pkg:npm/named',
    components: [],
  } as const;
  const after = await buildOf(folder, records, { vex: [statement, { ...statement, ids: ['CVE-1999-1'] }] });
  expect(names(await changedPackages(folder, before.digest, after.digest))).toEqual(['named']);
  expect(after.unknownIssues).toBe(1);
  const advisories = openAdvisories(folder);
  await advisories.refresh();
  expect(advisories.statements?.({ canonicalId: 'CVE-2026-1', aliases: [] })).toMatchObject([{ product: 'pkg:npm/named' }]);
  advisories.close();
});

it('takes everything for changed when the older build is gone', async () => {
  const folder = newFolder();
  const before = await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
  const after = await buildOf(folder, [record('A-1', 'a', '1.0.0'), record('B-1', 'b', '1.0.0')]);
  rmSync(join(folder, before.file));
  expect(names(await changedPackages(folder, before.digest, after.digest))).toEqual(['a', 'b']);
  expect(names(await changedPackages(folder, null, after.digest))).toEqual(['a', 'b']);
});
