import { readdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildAdvisories } from '../../../lib/adapters/advisories/build.ts';
import { openAdvisories } from '../../../lib/adapters/advisories/open.ts';
import { buildOf, newFolder, record } from './folder.ts';
import { zipOf } from './zip-file.ts';

const builtAt = '2026-11-22T10:00:00Z';
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const databases = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.db'));

describe('buildAdvisories', () => {
  it('reads folders, zips in folders, and single files alike', async () => {
    const source = newFolder();
    writeFileSync(join(source, 'all.zip'), zipOf([{ name: 'A-1.json', data: json(record('A-1', 'a', '1.0.0')) }]));
    writeFileSync(join(source, 'B-1.json'), json(record('B-1', 'b', '1.0.0')));
    writeFileSync(join(source, 'notes.txt'), 'not a record');
    symlinkSync(source, join(source, 'round'));
    const report = await buildAdvisories({ sources: [source], folder: newFolder(), builtAt });
    expect(report).toMatchObject({ records: 2, affected: 2, refused: {} });
  });

  it('counts what it leaves out, with the reason', async () => {
    const records = [
      record('GOOD-1', 'a', '1.0.0'),
      { ...record('OLD-1', 'a', '1.0.0'), withdrawn: '2026-02-01T00:00:00Z' },
      { ...record('NEW-1', 'a', '1.0.0'), schema_version: '7.0.0' },
      { id: 'EMPTY-1', affected: [] },
      { affected: [{ package: { ecosystem: 'npm', name: 'a' } }] },
      ['not', 'an', 'object'],
      record('ALBA-2024:1', 'a', '1.0.0'),
    ];
    const report = await buildOf(newFolder(), records);
    expect(report).toMatchObject({
      records: 1,
      withdrawn: 1,
      refused: { 'unknown-schema': 1, 'no-affected': 1, 'no-id': 1, 'not-an-object': 1, 'not-security': 1 },
    });
  });

  it('gives the same bytes for the same records', async () => {
    const records = [record('A-1', 'a', '1.0.0'), record('A-2', 'b', '2.0.0')];
    const [one, two] = [await buildOf(newFolder(), records), await buildOf(newFolder(), records)];
    expect(one.digest).toBe(two.digest);
  });

  it.each<[string, Buffer, string]>([
    [
      'a member that unpacks to more than it says',
      zipOf([{ name: 'a.json', data: Buffer.alloc(5_000_000), size: 100 }]),
      'invalid-request',
    ],
    [
      'a member that says it is larger than any record',
      zipOf([{ name: 'a.json', data: Buffer.alloc(10), size: 2_000_000_000 }]),
      'too-large',
    ],
    ['a name that leads out', zipOf([{ name: '../../etc/a.json', data: json({}) }]), 'invalid-request'],
    ['a name from the root', zipOf([{ name: '/etc/a.json', data: json({}) }]), 'invalid-request'],
    ['a download that broke off', zipOf([{ name: 'a.json', data: json(record('A-1', 'a', '1.0.0')) }]).subarray(0, 60), 'invalid-request'],
    ['no zip at all', Buffer.from('<html>not found</html>'), 'invalid-request'],
    ['nothing', Buffer.alloc(0), 'invalid-request'],
  ])('refuses %s and keeps the last good database', async (_what, bytes, code) => {
    const folder = newFolder();
    await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
    const bad = join(newFolder(), 'all.zip');
    writeFileSync(bad, bytes);
    await expect(buildAdvisories({ sources: [bad], folder, builtAt })).rejects.toMatchObject({ code });
    const advisories = openAdvisories(folder);
    expect(await advisories.refresh()).toEqual({ kind: 'opened' });
    expect(advisories.lookup('npm', 'a').map(({ id }) => id)).toEqual(['A-1']);
    advisories.close();
    expect(databases(folder)).toHaveLength(1);
  });

  it('takes a hundred thousand aliases in a ring without merging the world', async () => {
    const ring = 100_000;
    const records = zipOf(
      Array.from({ length: 200 }, (_, n) => ({
        name: `${n}.json`,
        data: json(
          record(`R-${n}`, 'a', '1.0.0', { aliases: Array.from({ length: 500 }, (_unused, k) => `R-${(n * 500 + k + 1) % ring}`) }),
        ),
      })),
    );
    const source = join(newFolder(), 'all.zip');
    writeFileSync(source, records);
    const folder = newFolder();
    await buildAdvisories({ sources: [source], folder, builtAt });
    const advisories = openAdvisories(folder);
    await advisories.refresh();
    const rows = advisories.lookup('npm', 'a');
    expect(rows).toHaveLength(200);
    expect(Math.max(...rows.map(({ aliases }) => aliases.length))).toBeLessThanOrEqual(1_000);
    advisories.close();
  });

  it('keeps two builds at once apart: both files are whole and one of them is in use', async () => {
    const folder = newFolder();
    const reports = await Promise.all([buildOf(folder, [record('A-1', 'a', '1.0.0')]), buildOf(folder, [record('B-1', 'b', '1.0.0')])]);
    const advisories = openAdvisories(folder);
    expect(await advisories.refresh()).toEqual({ kind: 'opened' });
    expect(reports.map(({ digest }) => digest)).toContain(advisories.database()?.digest);
    advisories.close();
    expect(databases(folder).sort()).toEqual(reports.map(({ file }) => file).sort());
  });

  it('leaves the former database when the process is killed in the middle', async () => {
    const folder = newFolder();
    await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
    // What a killed process leaves: a file half written under the name of a build.
    writeFileSync(join(folder, 'building-999-1.db'), 'SQLite format 3\0half');
    const long = new Date('2020-01-01');
    utimesSync(join(folder, 'building-999-1.db'), long, long);
    const advisories = openAdvisories(folder);
    expect(await advisories.refresh()).toEqual({ kind: 'opened' });
    await buildOf(folder, [record('A-2', 'a', '1.0.0')]);
    expect(readdirSync(folder)).not.toContain('building-999-1.db');
    expect(await advisories.refresh()).toEqual({ kind: 'opened' });
    expect(advisories.lookup('npm', 'a').map(({ id }) => id)).toEqual(['A-2']);
    advisories.close();
  });

  it('says that a build failed for want of room, and leaves nothing behind', async () => {
    const folder = newFolder();
    await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
    const before = readdirSync(folder).sort();
    const source = newFolder();
    writeFileSync(join(source, 'a.json'), json(record('A-2', 'a', '1.0.0')));
    const full = buildAdvisories({ sources: [source], folder, builtAt, largestBytes: 8_192 });
    await expect(full).rejects.toMatchObject({ code: 'unavailable' });
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('refuses a source that was cut while it was read', async () => {
    const source = join(newFolder(), 'all.zip');
    writeFileSync(source, zipOf(Array.from({ length: 50 }, (_, n) => ({ name: `${n}.json`, data: json(record(`A-${n}`, 'a', '1.0.0')) }))));
    truncateSync(source, 400);
    await expect(buildAdvisories({ sources: [source], folder: newFolder(), builtAt })).rejects.toMatchObject({ code: 'invalid-request' });
  });
});
