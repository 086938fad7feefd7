import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEgress } from '../../../lib/adapters/egress/egress.ts';
import { createImageSource } from '../../../lib/adapters/registry/image-source.ts';
import { inspectImage } from '../../../lib/image/inspect.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { types } from '../../fixtures/registry/fake.ts';
import { temporaryFolder } from '../../fixtures/registry/store.ts';
import { file, folder, hardlink, type Member, symlink, tar } from '../../image/build.ts';
import { codeOf } from './registry.ts';

const packageFile = (name: string) => file(`app/node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' }));
const layers = [tar(packageFile('first')), tar(packageFile('second'), file('app/node_modules/.wh.first'), packageFile('third'))];
const hex = (bytes: string | Uint8Array): string => sha256(bytes).slice('sha256:'.length);
const [one = Buffer.alloc(0), two = Buffer.alloc(0)] = layers;
const configText = JSON.stringify({
  os: 'linux',
  architecture: 'arm64',
  rootfs: { type: 'layers', diff_ids: layers.map((each) => sha256(each)) },
});
const configName = `${hex(configText)}.json`;
const tag = 'registry.test/team/app:1';
const manifestOf = (config: string, names: readonly string[], tags: readonly string[] | null = [tag]): Member =>
  file('manifest.json', JSON.stringify([{ Config: config, RepoTags: tags, Layers: names }]));
const repositories = file('repositories', JSON.stringify({ 'registry.test/team/app': { '1': 'b' } }));
const zstd = (content: Uint8Array): Buffer => {
  // One raw block: a frame that needs no compressor. Source: RFC 8878, sections 3.1.1 and 3.1.1.2.
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  const block = Buffer.alloc(3);
  block.writeUIntLE((content.length << 3) | 1, 0, 3);
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), size, block, content]);
};

type Blob = { readonly mediaType: string; readonly digest: string; readonly size: number };
const blob = (mediaType: string, bytes: string | Uint8Array): readonly [Blob, Member] => [
  { mediaType, digest: sha256(bytes), size: Buffer.from(bytes).length },
  file(`blobs/sha256/${hex(bytes)}`, bytes),
];
/** A layout whose index names the image, or an index of it with what the builder attested. */
const layout = (packed: readonly Uint8Array[], layerType: string, isNested: boolean): readonly Member[] => {
  const [config, configFile] = blob(types.config, configText);
  const blobs = packed.map((bytes) => blob(layerType, bytes));
  const [image, imageFile] = blob(
    types.manifest,
    JSON.stringify({ schemaVersion: 2, mediaType: types.manifest, config, layers: blobs.map(([descriptor]) => descriptor) }),
  );
  const annotations = { 'io.containerd.image.name': tag, 'org.opencontainers.image.ref.name': '1' };
  const attestation = { ...blob(types.manifest, '{}')[0], platform: { os: 'unknown', architecture: 'unknown' } };
  const platform = { os: 'linux', architecture: 'arm64' };
  const inner = JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests: [{ ...image, platform }, attestation] });
  const [nested, nestedFile] = blob(types.index, inner);
  const root = isNested ? nested : { ...image, platform };
  return [
    folder('blobs'),
    folder('blobs/sha256'),
    configFile,
    ...blobs.map(([, member]) => member),
    imageFile,
    ...(isNested ? [nestedFile] : []),
    file('index.json', JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests: [{ ...root, annotations }] })),
    file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
  ];
};
const gzipped = layers.map((each) => gzipSync(each));
const gzipType = types.layer;
const tarType = 'application/vnd.oci.image.layer.v1.tar';

const layouts: readonly (readonly [name: string, members: readonly Member[]])[] = [
  [
    'docker save before 25',
    [
      ...['a', 'b'].flatMap((id, at) => [
        folder(id),
        file(`${id}/VERSION`, '1.0'),
        file(`${id}/json`, `{"id":"${id}"}`),
        file(`${id}/layer.tar`, layers[at]),
      ]),
      file(configName, configText),
      manifestOf(configName, ['a/layer.tar', 'b/layer.tar']),
      repositories,
    ],
  ],
  [
    'docker save before 25, a layer by a link',
    [
      file('a/layer.tar', one),
      file('c/layer.tar', two),
      symlink('b/layer.tar', '../c/layer.tar'),
      file(configName, configText),
      manifestOf(configName, ['a/layer.tar', 'b/layer.tar']),
    ],
  ],
  [
    'an archive with its table first and layers as hard links',
    [
      manifestOf(configName, ['a/layer.tar', 'b/layer.tar']),
      file(configName, configText),
      file('x.tar', one),
      file('y.tar', two),
      hardlink('a/layer.tar', 'x.tar'),
      hardlink('b/layer.tar', 'y.tar'),
    ],
  ],
  [
    'docker save since 25: a layout and a table of its blobs',
    [
      ...layout(layers, tarType, false),
      manifestOf(
        `blobs/sha256/${hex(configText)}`,
        layers.map((each) => `blobs/sha256/${hex(each)}`),
      ),
      repositories,
    ],
  ],
  [
    'podman save',
    [
      file(`${hex(one)}.tar`, one),
      file(`${hex(two)}.tar`, two),
      file(configName, configText),
      symlink('aaaa/layer.tar', `../${hex(one)}.tar`),
      file('aaaa/VERSION', '1.0'),
      file('aaaa/json', '{}'),
      manifestOf(configName, [`${hex(one)}.tar`, `${hex(two)}.tar`]),
      repositories,
    ],
  ],
  [
    'kaniko and others by go-containerregistry: gzip, a configuration named as a digest',
    [
      file(sha256(configText), configText),
      file(`${hex(gzipped[0] ?? '')}.tar.gz`, gzipped[0]),
      file(`${hex(gzipped[1] ?? '')}.tar.gz`, gzipped[1]),
      manifestOf(
        sha256(configText),
        gzipped.map((each) => `${hex(each)}.tar.gz`),
      ),
    ],
  ],
  [
    'jib',
    [
      file(`${hex(gzipped[0] ?? '')}.tar.gz`, gzipped[0]),
      file(`${hex(gzipped[1] ?? '')}.tar.gz`, gzipped[1]),
      file('config.json', configText),
      manifestOf(
        'config.json',
        gzipped.map((each) => `${hex(each)}.tar.gz`),
      ),
    ],
  ],
  ['buildx --output type=oci: an index in the index, with attestations', layout(gzipped, gzipType, true)],
  ['skopeo to oci-archive, layers not compressed', layout(layers, tarType, false)],
  ['a layout packed from within its folder', layout(gzipped, gzipType, false).map((member) => ({ ...member, path: `./${member.path}` }))],
  ['zstd layers whose media type says gzip', layout(layers.map(zstd), gzipType, true)],
];

let place: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  place = await temporaryFolder();
});
afterAll(() => place.remove());

const seen = async (reference: string, stdin?: Readable) => {
  const source = createImageSource({ egress: createEgress(), local: stdin ? { stdin } : {} });
  const [image, ...others] = await source.resolve(reference);
  if (!image || others.length > 0) throw new Error('not one image');
  const { packages, incomplete } = await inspectImage({ source, image });
  return [image.platform.architecture, packages.map(({ name }) => name).sort(), incomplete];
};
const expected = ['arm64', ['second', 'third'], []];

describe.each(layouts)('%s', (_name, members) => {
  const bytes = tar(...members);

  it('is read from a file, packed or not', async () => {
    for (const [name, content] of [
      ['image.tar', bytes],
      ['image.tar.gz', gzipSync(bytes)],
    ] as const) {
      const path = join(place.path, name);
      await writeFile(path, content);
      expect(await seen(path)).toEqual(expected);
    }
  });

  it('is read from a pipe, in whatever pieces and order it comes', async () => {
    expect(await seen('-', Readable.from([bytes.subarray(0, 700), bytes.subarray(700)]))).toEqual(expected);
    expect(await seen('-', Readable.from([gzipSync(bytes)]))).toEqual(expected);
    expect(await seen('-', Readable.from([tar(...members.toReversed())]))).toEqual(expected);
  });
});

it('an archive of several images and one without a name', async () => {
  const path = join(place.path, 'several.tar');
  const other = JSON.stringify({ os: 'linux', architecture: 's390x', rootfs: { type: 'layers', diff_ids: [sha256(one)] } });
  const table = [
    { Config: configName, RepoTags: [tag], Layers: ['a/layer.tar', 'b/layer.tar'] },
    { Config: 'other.json', RepoTags: null, Layers: ['a/layer.tar'] },
  ];
  await writeFile(
    path,
    tar(
      file('a/layer.tar', one),
      file('b/layer.tar', two),
      file(configName, configText),
      file('other.json', other),
      file('manifest.json', JSON.stringify(table)),
    ),
  );
  const source = createImageSource({ egress: createEgress(), local: {} });
  expect((await source.resolve(path)).map(({ platform }) => platform.architecture)).toEqual(['arm64', 's390x']);
  expect(await seen(`docker-archive:${path}:${tag}`)).toEqual(expected);
});

it('an archive from before tables of contents is told as what it is not', async () => {
  const old = tar(file('a/json', '{}'), file('a/VERSION', '1.0'), file('a/layer.tar', one), repositories);
  const source = createImageSource({ egress: createEgress(), local: { stdin: Readable.from([old]) } });
  expect(await codeOf(source.resolve('-'))).toBe('image-unsupported');
});
