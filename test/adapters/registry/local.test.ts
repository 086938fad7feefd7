import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEgress } from '../../../lib/adapters/egress/egress.ts';
import { createImageSource } from '../../../lib/adapters/registry/image-source.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { AppError } from '../../../lib/model/error.ts';
import { type Files, layoutFiles, savedFiles, temporaryFolder, writeFiles } from '../../fixtures/registry/store.ts';
import { folder as directory, file, header, type Member, symlink, tar } from '../../image/build.ts';
import { codeOf } from './registry.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const source = createImageSource({ egress: createEgress(), local: { maxArchiveBytes: 2 ** 22 } });
const layer = tar(file('a', 'a'));
const config = (architecture = 'amd64', layers: readonly Uint8Array[] = [layer]) => ({
  os: 'linux',
  architecture,
  rootfs: { type: 'layers', diff_ids: layers.map((one) => sha256(one)) },
});
const stored = (architecture?: string) => ({ config: config(architecture), layers: [layer] });
const members = (files: Files): Member[] => [...files].map(([name, bytes]) => file(name, bytes));
const written = async (bytes: Uint8Array, name = 'image.tar'): Promise<string> => {
  const path = join(folder.path, name);
  await writeFile(path, bytes);
  return path;
};
const archive = (files: Files): Promise<string> => written(tar(...members(files)));

describe('an archive of docker save', () => {
  it('gives every image, or the one that is named', async () => {
    const path = await archive(
      savedFiles([
        { ...stored(), tags: ['team/a:1', 'team/a:2'] },
        { ...stored('arm64'), tags: ['team/b:1'] },
      ]),
    );
    const all = await source.resolve(path);
    expect(all.map(({ repository, reference }) => [repository, reference])).toEqual([
      ['docker.io/team/a', `${path}:team/a:1`],
      ['docker.io/team/b', `${path}:team/b:1`],
    ]);
    expect((await source.resolve(`docker-archive:${path}:team/b:1`)).map(({ platform }) => platform.architecture)).toEqual(['arm64']);
    expect(await codeOf(source.resolve(`${path}:team/c:1`))).toBe('image-not-found');
  });

  it('may name a layer by a link, and a layer twice', async () => {
    const twice = { config: config('amd64', [layer, layer]), layers: [layer] };
    const files = savedFiles([twice]);
    const [real] = [...files.keys()].filter((name) => name.endsWith('layer.tar'));
    const manifest = JSON.parse(String(files.get('manifest.json')));
    files.set('manifest.json', Buffer.from(JSON.stringify([{ ...manifest[0], Layers: [real, 'copy/layer.tar'] }])));
    const path = await written(tar(...members(files), directory('copy'), symlink('copy/layer.tar', `../${real}`)));
    const [image] = await source.resolve(path);
    expect(image?.layers.map(({ digest }) => digest)).toEqual([sha256(layer), sha256(layer)]);
  });

  it('whose file changes is read anew', async () => {
    const path = await archive(savedFiles([stored()]));
    const before = await source.resolve(path);
    await archive(savedFiles([stored('arm64'), stored('amd64')]));
    expect(await source.resolve(path)).not.toEqual(before);
  });

  const manifestOf = (value: unknown): Files =>
    new Map([...savedFiles([stored()]), ['manifest.json', Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))]]);
  const configName = [...savedFiles([stored()]).keys()][0] ?? '';
  it.each<[string, unknown, string]>([
    ['no JSON', 'x', 'image-corrupt'],
    ['no list', {}, 'image-corrupt'],
    ['an empty list', [], 'image-corrupt'],
    ['null', [null], 'image-corrupt'],
    ['no configuration', [{ Layers: [] }], 'image-corrupt'],
    ['a configuration outside', [{ Config: '../../../etc/passwd', Layers: [] }], 'image-corrupt'],
    ['a layer that is not there', [{ Config: configName, Layers: ['none'] }], 'image-corrupt'],
    ['fewer layers than the configuration', [{ Config: configName, Layers: [] }], 'image-corrupt'],
    ['a layer that is no name', [{ Config: configName, Layers: [7] }], 'image-corrupt'],
    ['too many images', Array(65).fill({}), 'too-large'],
  ])('with %s as its manifest is refused', async (_name, manifest, expected) => {
    expect(await codeOf(source.resolve(await archive(manifestOf(manifest))))).toBe(expected);
  });

  it.each<[string, () => Uint8Array, string]>([
    ['cut off', () => tar(...members(savedFiles([stored()]))).subarray(0, 3_000), 'image-corrupt'],
    ['that ends within a header', () => Buffer.concat([tar(file('a', 'a')).subarray(0, 1024), Buffer.alloc(100, 1)]), 'image-corrupt'],
    ['with a size beyond its end', () => Buffer.concat([header(file('a'), 2 ** 30), Buffer.alloc(1024)]), 'image-corrupt'],
    ['of something else', () => tar(file('README', 'hello')), 'image-unsupported'],
    ['that is no tar', () => Buffer.from('hello'), 'image-unsupported'],
    ['that is empty', () => Buffer.alloc(0), 'image-unsupported'],
    ['with a loop of links', () => tar(symlink('manifest.json', 'b'), symlink('b', 'manifest.json')), 'image-unsupported'],
    ['whose gzip is cut off', () => gzipSync(tar(file('a', Buffer.alloc(100_000)))).subarray(0, 60), 'image-corrupt'],
    ['that unpacks to more than allowed', () => gzipSync(Buffer.alloc(2 ** 22 + 1)), 'too-large'],
  ])('%s is refused', async (_name, bytes, expected) => {
    expect(await codeOf(source.resolve(await written(bytes())))).toBe(expected);
  });

  it('from a pipe is bounded', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536, 1);
      })(),
    );
    const piped = createImageSource({ egress: createEgress(), local: { stdin: endless, maxArchiveBytes: 2 ** 20 } });
    expect(await codeOf(piped.resolve('-'))).toBe('too-large');
  });

  it('with any bytes gives an image or a typed reason', async () => {
    const good = tar(...members(savedFiles([stored()])));
    const change = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(change, fc.nat(good.length), async (changes, length) => {
        const bytes = Buffer.from(good.subarray(0, length));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          await source.resolve(await written(bytes));
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('an OCI layout', () => {
  it('names images by annotation', async () => {
    await writeFiles(folder.path, layoutFiles([stored('arm64')], { 'org.opencontainers.image.ref.name': 'v1' }));
    const [image] = await source.resolve(`oci-layout:${folder.path}:v1`);
    expect([image?.platform.architecture, image?.reference]).toEqual(['arm64', `oci-layout:${folder.path}:v1`]);
    expect(await codeOf(source.resolve(`oci-layout:${folder.path}:v2`))).toBe('image-not-found');
  });

  it('may lack the platforms that were not pulled', async () => {
    const files = layoutFiles([stored('amd64'), stored('arm64')]);
    const arm = layoutFiles([stored('arm64')]);
    const [manifest] = JSON.parse(String(arm.get('index.json'))).manifests;
    files.delete(`blobs/sha256/${manifest.digest.slice(7)}`);
    await writeFiles(folder.path, files);
    expect((await source.resolve(folder.path, 'all')).map(({ platform }) => platform.architecture)).toEqual(['amd64']);
  });

  it.each([
    ['whose index is none', '{"schemaVersion":2,"layers":[]}', 'image-corrupt'],
    ['whose index is empty', '{"schemaVersion":2,"manifests":[]}', 'image-not-found'],
    [
      'whose blob is missing',
      `{"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"${sha256('x')}","size":1}]}`,
      'image-corrupt',
    ],
    ['whose digest climbs out', '{"manifests":[{"mediaType":"x","digest":"sha256:../../../../etc/passwd","size":1}]}', 'image-corrupt'],
  ])('%s is refused', async (_name, index, expected) => {
    await writeFiles(folder.path, new Map([['index.json', Buffer.from(index)]]));
    expect(await codeOf(source.resolve(folder.path))).toBe(expected);
  });

  it('whose content was changed is refused', async () => {
    const files = layoutFiles([stored()]);
    for (const [name, bytes] of files)
      if (bytes.includes('architecture')) files.set(name, Buffer.from(bytes.toString().replace('amd64', 'arm64')));
    await writeFiles(folder.path, files);
    expect(await codeOf(source.resolve(folder.path))).toBe('image-corrupt');
  });
});

it('is refused where local files are not allowed', async () => {
  const remote = createImageSource({ egress: createEgress() });
  for (const reference of ['-', './a.tar', '/etc/passwd', 'a.tar', 'oci-layout:x', 'docker-archive:x', '../x']) {
    expect(await codeOf(remote.resolve(reference))).toBe('invalid-reference');
  }
});
