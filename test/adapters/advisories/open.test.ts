import { appendFileSync, copyFileSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAdvisories } from '../../../lib/adapters/advisories/open.ts';
import { openDriver } from '../../../lib/adapters/sqlite/driver.ts';
import { buildOf, newFolder, record } from './folder.ts';

const idsOf = (advisories: ReturnType<typeof openAdvisories>, name = 'a'): string[] => advisories.lookup('npm', name).map(({ id }) => id);

describe('openAdvisories', () => {
  it('has nothing before the first build', async () => {
    const advisories = openAdvisories(newFolder());
    expect(await advisories.refresh()).toEqual({ kind: 'none' });
    expect(advisories.database()).toBeNull();
    expect(idsOf(advisories)).toEqual([]);
  });

  it('follows the pointer, and not before it is asked to', async () => {
    const folder = newFolder();
    await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
    const advisories = openAdvisories(folder);
    await advisories.refresh();
    await buildOf(folder, [record('A-2', 'a', '1.0.0')], { builtAt: '2026-11-23T10:00:00Z' });
    expect(idsOf(advisories)).toEqual(['A-1']);
    expect(await advisories.refresh()).toEqual({ kind: 'opened' });
    expect(await advisories.refresh()).toEqual({ kind: 'current' });
    expect(idsOf(advisories)).toEqual(['A-2']);
    advisories.close();
  });

  const damages: readonly [string, (path: string) => void][] = [
    ['a byte that was changed', (path) => writeAt(path, 5_000)],
    ['a file that was cut', (path) => truncateSync(path, 4_096)],
    ['a file that grew', (path) => appendFileSync(path, 'x')],
    ['a file that is gone', (path) => rmSync(path)],
  ];
  it.each(damages)('refuses %s and goes on with the last good one', async (_what, damage) => {
    const folder = newFolder();
    await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
    const running = openAdvisories(folder);
    await running.refresh();
    const { file } = await buildOf(folder, [record('A-2', 'a', '1.0.0')]);
    damage(join(folder, file));
    expect(await running.refresh()).toMatchObject({ kind: 'refused' });
    expect(idsOf(running)).toEqual(['A-1']);
    running.close();
    const started = openAdvisories(folder);
    expect(await started.refresh()).toMatchObject({ kind: 'refused' });
    expect(idsOf(started)).toEqual(['A-1']);
    started.close();
  });

  it('sees damage after it has verified a file once, even with the times put back', async () => {
    const folder = newFolder();
    const { file } = await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
    const first = openAdvisories(folder);
    expect(await first.refresh()).toEqual({ kind: 'opened' });
    first.close();
    const path = join(folder, file);
    const { atime, mtime } = statSync(path);
    writeAt(path, 5_000);
    utimesSync(path, atime, mtime);
    const second = openAdvisories(folder);
    expect(await second.refresh()).toMatchObject({ kind: 'refused' });
    expect(second.database()).toBeNull();
  });

  it('refuses a file of another schema', async () => {
    const folder = newFolder();
    const { file } = await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
    const db = await openDriver(join(folder, file), { timeout: 1_000 });
    db.exec("UPDATE meta SET value = '999' WHERE key = 'schema'");
    db.close();
    const { digestOfFile } = await import('../../../lib/adapters/advisories/verify.ts');
    writeFileSync(join(folder, 'current.json'), JSON.stringify({ file, digest: await digestOfFile(join(folder, file)) }));
    const advisories = openAdvisories(folder);
    expect(await advisories.refresh()).toMatchObject({ kind: 'refused', reason: expect.stringContaining('schema 999') });
  });

  it.each(['', '{', '[]', '{"file":"../../etc/passwd","digest":"sha256:00"}', '{"file":"advisories-0000000000000000.db"}'])(
    'refuses the pointer %j',
    async (text) => {
      const folder = newFolder();
      writeFileSync(join(folder, 'current.json'), text);
      expect(await openAdvisories(folder).refresh()).toMatchObject({ kind: 'refused' });
    },
  );

  it('merges aliases to one issue and tells KEV and EPSS by it', async () => {
    const folder = newFolder();
    const overlays = [
      { id: 'CVE-2026-1', kev: true, epss: null },
      { id: 'CVE-2026-1', kev: false, epss: 0.5 },
    ];
    const records = [record('GHSA-1', 'a', '1.0.0', { aliases: ['CVE-2026-1'] }), record('SNYK-1', 'a', '1.1.0', { aliases: ['GHSA-1'] })];
    await buildOf(folder, records, { overlays });
    const advisories = openAdvisories(folder);
    await advisories.refresh();
    expect(advisories.lookup('npm', 'a').map(({ canonicalId, aliases, kev, epss }) => ({ canonicalId, aliases, kev, epss }))).toEqual([
      { canonicalId: 'CVE-2026-1', aliases: ['GHSA-1', 'SNYK-1'], kev: true, epss: 0.5 },
      { canonicalId: 'CVE-2026-1', aliases: ['SNYK-1', 'GHSA-1'], kev: true, epss: 0.5 },
    ]);
    for (const id of ['CVE-2026-1', 'GHSA-1', 'SNYK-1'])
      expect(advisories.issue(id)).toMatchObject({
        id: 'CVE-2026-1',
        aliases: ['GHSA-1', 'SNYK-1'],
        kev: true,
        epss: 0.5,
        records: [{ id: 'GHSA-1' }, { id: 'SNYK-1' }],
        packages: [
          { ecosystem: 'npm', name: 'a' },
          { ecosystem: 'npm', name: 'a' },
        ],
      });
    expect(advisories.issue('CVE-2026-2')).toBeUndefined();
    advisories.close();
  });

  it.each([
    ['PyPI', 'Ruamel.YAML_lib', 'ruamel-yaml-lib'],
    ['NuGet', 'Newtonsoft.Json', 'newtonsoft.json'],
    ['Packagist', 'Symfony/Yaml', 'symfony/yaml'],
    ['Maven', 'org.x:a', 'org.x:a'],
    ['Maven:https://repo.example/x', 'org.x:a', 'org.x:a'],
  ])('keeps names of %s as they are looked up: %s', async (ecosystem, name, kept) => {
    const folder = newFolder();
    await buildOf(folder, [record('A-1', name, '1.0.0', {}, ecosystem)]);
    const advisories = openAdvisories(folder);
    await advisories.refresh();
    expect(advisories.lookup(ecosystem.split(':', 1)[0] ?? '', kept).map(({ id }) => id)).toEqual(['A-1']);
    advisories.close();
  });

  it('opens a copy elsewhere: the mark of the original does not count for it', async () => {
    const folder = newFolder();
    const { file } = await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
    const first = openAdvisories(folder);
    await first.refresh();
    first.close();
    const copy = newFolder();
    for (const name of [file, `${file}.verified`, 'current.json']) copyFileSync(join(folder, name), join(copy, name));
    writeAt(join(copy, file), 5_000);
    expect(await openAdvisories(copy).refresh()).toMatchObject({ kind: 'refused' });
  });
});

const writeAt = (path: string, at: number): void => {
  const bytes = readFileSync(path);
  bytes[at] = ((bytes[at] ?? 0) + 1) % 256;
  writeFileSync(path, bytes);
};
