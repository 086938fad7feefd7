import { describe, expect, it } from 'vitest';
import { inspectImage, type LayerResult } from '../../lib/image/inspect.ts';
import type { Digest } from '../../lib/model/digest.ts';
import type { ImageContent } from '../../lib/model/image.ts';
import { file, folder, hardlink, imageOfLayers, type Member, symlink } from './build.ts';

const inspect = async (...layers: readonly (readonly Member[])[]): Promise<ImageContent> => inspectImage(imageOfLayers(layers));

const status = (...names: readonly string[]): string =>
  names.map((name) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\n`).join('\n');
const osRelease = file('usr/lib/os-release', 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12"\n');
const paths = (content: ImageContent, kind: string): string[] =>
  content.files.filter((fact) => fact.kind === kind && !fact.deleted).map(({ path }) => path);

describe('inspectImage', () => {
  it('lists the packages of the newest database, each with the layer that brought it', async () => {
    const { image, source } = imageOfLayers([
      [osRelease, file('var/lib/dpkg/status', status('base'))],
      [file('var/lib/dpkg/status', status('base', 'curl'))],
    ]);
    const content = await inspectImage({ image, source });
    expect(content.packages.map(({ name, layer, purl }) => [name, layer, purl])).toEqual([
      ['base', image.layers[0]?.digest, 'pkg:deb/debian/base@1.0-1?arch=amd64&distro=debian-12'],
      ['curl', image.layers[1]?.digest, 'pkg:deb/debian/curl@1.0-1?arch=amd64&distro=debian-12'],
    ]);
    expect(content.os?.codename).toBe('bookworm');
  });

  it('takes a package that was removed and installed again from the later layer', async () => {
    const { image, source } = imageOfLayers([
      [file('var/lib/dpkg/status', status('curl'))],
      [file('var/lib/dpkg/status', status())],
      [file('var/lib/dpkg/status', status('curl'))],
    ]);
    const content = await inspectImage({ image, source });
    expect(content.packages.map(({ layer }) => layer)).toEqual([image.layers[2]?.digest]);
  });

  it.each<[string, Member[][], string[]]>([
    ['a file', [[file('usr/bin/su', 'x', 0o4755)]], ['usr/bin/su']],
    ['a whiteout', [[file('usr/bin/su', 'x', 0o4755)], [file('usr/bin/.wh.su')]], []],
    ['a whiteout of a folder', [[file('usr/bin/su', 'x', 0o4755)], [file('usr/.wh.bin')]], []],
    ['an opaque folder', [[file('usr/bin/su', 'x', 0o4755)], [file('usr/bin/.wh..wh..opq')]], []],
    [
      "an opaque mark after its own layer's files",
      [[file('a/old', 'x', 0o4755)], [file('a/new', 'x', 0o4755), file('a/.wh..wh..opq')]],
      ['a/new'],
    ],
    ['a whiteout and the file again in one layer', [[file('a/su', 'x', 0o4755)], [file('a/su', 'y', 0o4755), file('a/.wh.su')]], ['a/su']],
    ['a folder replaced by a link', [[file('a/su', 'x', 0o4755)], [symlink('a', '/b')]], []],
    ['a folder replaced by a file', [[file('a/su', 'x', 0o4755)], [file('a', '')]], []],
    [
      'a file written through a linked folder',
      [[folder('usr/bin'), symlink('bin', 'usr/bin')], [file('bin/su', 'x', 0o4755)]],
      ['usr/bin/su'],
    ],
    ['a whiteout through a linked folder', [[file('usr/bin/su', 'x', 0o4755), symlink('bin', 'usr/bin')], [file('bin/.wh.su')]], []],
    ['a mode that a later layer takes away', [[file('a/su', 'x', 0o4755)], [file('a/su', 'x', 0o755)]], []],
    ['a path twice in a layer', [[file('a/su', 'x', 0o755), file('a/su', 'x', 0o4755)]], ['a/su']],
    ['a hard link', [[file('a/su', 'x', 0o4755), { ...hardlink('b/su', 'a/su'), mode: 0o4755 }]], ['a/su', 'b/su']],
    ['a name that climbs', [[file('../../x/../a/su', 'x', 0o4755)]], ['a/su']],
    ['names with a leading dot or slash', [[file('./a/su', 'x', 0o4755), file('/b/su', 'x', 0o4755)]], ['a/su', 'b/su']],
    ['a loop of links', [[symlink('a', 'b'), symlink('b', 'a'), file('a/su', 'x', 0o4755), file('c/su', 'x', 0o4755)]], ['c/su']],
    ['bookkeeping of aufs', [[file('a/su', 'x', 0o4755), file('.wh..wh.aufs'), folder('.wh..wh.plnk')]], ['a/su']],
  ])('lays layers over each other: %s', async (_, layers, expected) => {
    expect(paths(await inspect(...layers), 'setuid').sort()).toEqual(expected);
  });

  it('keeps what a later layer deleted, marked so', async () => {
    const content = await inspect([file('root/.ssh/id_rsa', 'x')], [file('root/.ssh/.wh.id_rsa')]);
    expect(content.files.filter(({ kind }) => kind === 'private-key')).toMatchObject([{ path: 'root/.ssh/id_rsa', deleted: true }]);
  });

  it('reads a file that is there only as a hard link', async () => {
    const content = await inspect([file('pool/7', status('curl')), hardlink('var/lib/dpkg/status', 'pool/7')]);
    expect(content.packages.map(({ name, path }) => [name, path])).toEqual([['curl', 'var/lib/dpkg/status']]);
  });

  it.each<[string, Member[], string[]]>([
    ['nothing is installed', [], ['pkg:npm/a@1.0.0', 'pkg:npm/b@2.0.0']],
    ['one of its packages is installed', [file('app/node_modules/a/package.json', '{"name":"a","version":"1.0.0"}')], ['pkg:npm/a@1.0.0']],
    [
      'other packages are installed',
      [file('x/node_modules/c/package.json', '{"name":"c","version":"3.0.0"}')],
      ['pkg:npm/a@1.0.0', 'pkg:npm/b@2.0.0', 'pkg:npm/c@3.0.0'],
    ],
  ])('takes what an application is locked to where %s', async (_, members, expected) => {
    const packages = {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0' },
      'node_modules/d': { version: '1.0.0', dev: true },
    };
    const locks = ['app', 'usr/lib/node_modules/tool', 'app/vendor/x'].map((place) =>
      file(`${place}/package-lock.json`, JSON.stringify({ packages })),
    );
    const content = await inspect([...locks, ...members]);
    expect(content.packages.map(({ purl }) => purl).sort()).toEqual(expected);
    expect(
      content.packages.filter(({ confidence }) => confidence === 'lock-file').every(({ path }) => path === 'app/package-lock.json'),
    ).toBe(true);
  });

  it('counts as executable what can be run: files with the bit, and links to them', async () => {
    const content = await inspect([
      file('usr/bin/busybox', 'x', 0o755),
      symlink('usr/bin/sh', 'busybox'),
      symlink('bin', 'usr/bin'),
      symlink('x', 'nowhere'),
      file('data', 'x'),
    ]);
    expect([...content.executables].sort()).toEqual(['bin/busybox', 'bin/sh', 'usr/bin/busybox', 'usr/bin/sh']);
    expect(paths(content, 'shell').sort()).toEqual(['usr/bin/busybox', 'usr/bin/sh']);
  });

  it('counts the bytes that later layers replace or delete', async () => {
    const content = await inspect([file('a', '12345'), file('b/c', '123'), file('d', '1')], [file('a', '1'), file('.wh.b')]);
    expect(content.layers.map(({ wasted }) => wasted)).toEqual([8, 0]);
  });

  it('takes a layer from the cache and gives the same answer', async () => {
    const stored = new Map<Digest, string>();
    const cache = {
      get: async (layer: Digest): Promise<LayerResult | undefined> => {
        const text = stored.get(layer);
        return text === undefined ? undefined : JSON.parse(text);
      },
      put: async (layer: Digest, result: LayerResult) => void stored.set(layer, JSON.stringify(result)),
    };
    const { image, source } = imageOfLayers([
      [osRelease, file('var/lib/dpkg/status', status('curl'))],
      [symlink('etc/os-release', '../usr/lib/os-release')],
    ]);
    const first = await inspectImage({ image, source, cache });
    const again = await inspectImage({ image, source, cache });
    expect(again).toEqual(first);
    expect(source.fetched).toHaveLength(2);
  });

  it('never fetches a foreign layer and says so', async () => {
    const { image, source } = imageOfLayers([[osRelease]]);
    const foreign = { ...image, layers: image.layers.map((layer) => ({ ...layer, urls: ['https://elsewhere.test/x'] })) };
    const content = await inspectImage({ image: foreign, source });
    expect(content.incomplete.map(({ code }) => code)).toEqual(['layer-foreign']);
    expect(source.fetched).toEqual([]);
  });
});
