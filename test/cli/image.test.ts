import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plimsoll } from './bundle.ts';

const answer = z.looseObject({
  decision: z.string(),
  subjects: z.array(z.looseObject({ kind: z.string(), digest: z.string(), platform: z.string() })),
  inventory: z.looseObject({
    packages: z.array(
      z.looseObject({ type: z.string(), name: z.string(), version: z.string(), purl: z.string(), path: z.string(), layer: z.string() }),
    ),
    files: z.array(z.looseObject({ kind: z.string(), path: z.string() })),
    secrets: z.array(z.unknown()),
    config: z.looseObject({ user: z.string() }),
  }),
});

describe('plimsoll image', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-image-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('prints a verdict with the inventory', async () => {
    const { status, stdout } = await plimsoll(['image', 'examples/image', '--format', 'json', '--inventory']);
    expect(status).toBe(0);
    const { subjects, inventory } = answer.parse(JSON.parse(stdout));
    expect(subjects).toMatchObject([{ kind: 'image', platform: 'linux/amd64' }]);
    expect(inventory.packages.map(({ type, name, version }) => `${type} ${name} ${version}`)).toEqual(
      expect.arrayContaining(['apk musl 1.2.5-r0', 'npm ms 2.0.0']),
    );
    expect(inventory.files).toContainEqual(expect.objectContaining({ kind: 'setuid', path: 'bin/su' }));
    expect(inventory.config.user).toBe('');
  });

  it('takes a layout with the tag of what is in it, and prints a table for those who ask for one', async () => {
    const asTable = await plimsoll(['image', './examples/image', '--format', 'table']);
    const asText = await plimsoll(['image', './examples/image']);
    expect([asTable.status, asTable.stdout]).toEqual([0, asText.stdout]);
    const { status, stderr } = await plimsoll(['image', './examples/image:no-such-tag']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('no-such-tag')]);
  });

  it('names what is no image, and the formats that there are', async () => {
    for (const name of ['no-image.tar', 'no-image']) {
      writeFileSync(join(folder, name), 'x'.repeat(2_000));
      const wrong = await plimsoll(['image', join(folder, name)]);
      expect([wrong.status, wrong.stderr]).toEqual([4, expect.stringContaining(`${name}: `)]);
    }
    const format = await plimsoll(['image', 'examples/image', '--format', 'xml']);
    expect([format.status, format.stderr]).toEqual([2, expect.stringMatching(/sarif.*cyclonedx, spdx/)]);
  });

  it('is the image that the example’s script builds', async () => {
    const { spawnSync } = await import('node:child_process');
    expect(spawnSync(process.execPath, ['examples/make-image.mjs', folder]).status).toBe(0);
    for (const file of ['image/index.json', 'change.json'])
      expect(readFileSync(join(folder, file), 'utf8')).toBe(readFileSync(join('examples', file), 'utf8'));
  });

  it.each([
    ['cyclonedx', { bomFormat: 'CycloneDX', specVersion: '1.6' }],
    ['spdx', { spdxVersion: 'SPDX-2.3' }],
  ])('lists its materials as %s', async (format, shape) => {
    expect(JSON.parse((await plimsoll(['image', 'examples/image', '--format', format])).stdout)).toMatchObject(shape);
  });

  it.each<[string, () => string[], number]>([
    ['a reference that does not parse', () => ['UPPER/case:!'], 2],
    ['an archive that is none', () => [file('x.tar', 'no archive at all')], 4],
    ['a folder that is no layout', () => [`oci-layout:${folder}`], 4],
    ['a platform it does not have', () => ['examples/image', '--platform', 'linux/s390x'], 2],
    ['a platform that is none', () => ['examples/image', '--platform', 'linux'], 2],
    ['a registry that nobody is behind', () => ['127.0.0.1:65531/a/b:1'], 3],
  ])('exits as it should for %s', async (_name, words, status) => {
    const ran = await plimsoll(['image', ...words()]);
    expect({ status: ran.status, said: ran.stderr !== '' }).toEqual({ status, said: true });
  });

  it('exits as asked when it cannot be decided', async () => {
    expect((await plimsoll(['image', '127.0.0.1:65531/a/b:1', '--on-error', 'allow'])).status).toBe(0);
  });

  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
});
