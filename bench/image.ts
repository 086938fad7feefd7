import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLocal } from '../lib/adapters/registry/local/local.ts';
import { inspectImage, type LayerResult } from '../lib/image/inspect.ts';
import type { InspectLimits } from '../lib/image/limits.ts';
import { type Digest, sha256 } from '../lib/model/digest.ts';
import type { Figure } from './evaluate.ts';

const root = '.cache/bench-image';
const smallest = 800_000_000;
const runs = 3;

/** This machine's own package trees stand for layers: Debian's packages, Python's and npm's. */
const sources: readonly (readonly string[])[] = [
  ['node_modules'],
  ['/etc', '/var/lib/dpkg', '/usr/bin', '/usr/sbin', '/usr/lib/python3'],
  ['/usr/share'],
  ['/usr/lib/jvm', '/usr/lib/node_modules', '/usr/lib/git-core'],
  ['/usr/lib'],
];

/** Time ratios to `pigz -dc` (else `gzip -dc`) of the same layers in the same run: below 1 is faster than only unpacking them. */
export const imageFigures = async (): Promise<readonly Figure[]> => {
  const layers = await buildLayout();
  const [fast, plain] = ['pigz', 'gzip'];
  const unpacker = spawnSync(fast, ['--version']).status === 0 ? fast : plain;
  const against = `${unpacker} -dc of the same layers`;
  const baseline = await best(() => unpackAll(unpacker, layers));
  const packages = await best(() => inspect({ secrets: false }));
  const everything = await best(() => inspect({}));
  const cache = new Map<Digest, LayerResult>();
  await inspect({}, cache);
  const cached = await best(() => inspect({}, cache));
  const peak = process.resourceUsage().maxRSS / 1024;
  return [
    { name: 'image-unpack-baseline', value: baseline, unit: 'ms', against, ratio: 1 },
    { name: 'image-packages', value: packages, unit: 'ms', against, ratio: packages / baseline },
    { name: 'image-packages-and-secrets', value: everything, unit: 'ms', against, ratio: everything / baseline },
    { name: 'image-all-layers-cached', value: cached, unit: 'ms', against: 'goal 100 ms', ratio: cached / 100 },
    { name: 'image-peak-rss', value: peak, unit: 'MiB', against: 'goal 160 MiB', ratio: peak / 160 },
  ];
};

const best = async (run: () => unknown): Promise<number> => {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < runs; index += 1) {
    const started = process.hrtime.bigint();
    await run();
    least = Math.min(least, Number(process.hrtime.bigint() - started) / 1e6);
  }
  return least;
};

const unpackAll = (unpacker: string, layers: readonly string[]): void => {
  for (const layer of layers) spawnSync(unpacker, ['-dc', layer], { stdio: ['ignore', 'ignore', 'inherit'] });
};

const inspect = async (limits: Partial<InspectLimits>, cache?: Map<Digest, LayerResult>): Promise<void> => {
  const source = createLocal();
  const [image] = await source.resolve(root);
  if (!image) throw new Error('the layout has no image');
  const store = cache && {
    get: async (layer: Digest) => cache.get(layer),
    put: async (layer: Digest, result: LayerResult) => void cache.set(layer, result),
  };
  await inspectImage({ source, image, limits, ...(store ? { cache: store } : {}) });
};

/** An OCI layout of at least 800 MB, made once; the paths of its layers. */
const buildLayout = async (): Promise<readonly string[]> => {
  const blobs = join(root, 'blobs/sha256');
  const list = join(root, 'layers.json');
  if (existsSync(list)) return JSON.parse(readFileSync(list, 'utf8'));
  mkdirSync(blobs, { recursive: true });
  const layers: { readonly path: string; readonly digest: Digest; readonly size: number }[] = [];
  let unpacked = 0;
  for (const folders of sources) {
    const present = folders.filter((folder) => existsSync(folder));
    if (present.length === 0 || unpacked >= smallest) continue;
    const file = join(root, 'layer.tar');
    spawnSync('tar', ['cf', file, '--ignore-failed-read', ...present], { stdio: 'ignore' });
    unpacked += statSync(file).size;
    spawnSync('gzip', ['-6', '-f', file], { stdio: 'inherit' });
    const digest = await fileDigest(`${file}.gz`);
    const path = join(blobs, digest.slice('sha256:'.length));
    renameSync(`${file}.gz`, path);
    layers.push({ path, digest, size: statSync(path).size });
  }
  if (unpacked < smallest) throw new Error(`this machine's folders hold ${unpacked} bytes; the benchmark wants ${smallest}`);
  writeLayout(layers);
  writeFileSync(list, JSON.stringify(layers.map(({ path }) => path)));
  return layers.map(({ path }) => path);
};

/** As a stream: a layer read whole would show in the memory that is measured. */
const fileDigest = async (path: string): Promise<Digest> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
};

const writeLayout = (layers: readonly { readonly digest: Digest; readonly size: number }[]): void => {
  const put = (value: unknown): { readonly digest: Digest; readonly size: number } => {
    const bytes = Buffer.from(JSON.stringify(value));
    const digest = sha256(bytes);
    writeFileSync(join(root, 'blobs/sha256', digest.slice('sha256:'.length)), bytes);
    return { digest, size: bytes.length };
  };
  const config = put({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  });
  const manifest = put({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: layers.map(({ digest, size }) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size })),
  });
  const index = { schemaVersion: 2, manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', ...manifest }] };
  writeFileSync(join(root, 'index.json'), JSON.stringify(index));
  writeFileSync(join(root, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
};
