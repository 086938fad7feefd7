import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { inspectImage } from '../../lib/image/inspect.ts';
import { type Digest, sha256 } from '../../lib/model/digest.ts';
import type { Descriptor, ResolvedImage } from '../../lib/ports/image-source.ts';
import { header, slices } from '../../test/image/build.ts';
import type { Figure } from '../evaluate.ts';

const megabyte = 1024 * 1024;
const sizes = [10, 100, 1_000, 5_000];
const pieceSize = 10;

/** A layer with one file of so many MB of zeros: gzip members of 10 MB, one behind the other, which are one stream. Source: RFC 1952, section 2.2. */
const layerOf = (size: number): Buffer => {
  const piece = gzipSync(Buffer.alloc(pieceSize * megabyte));
  const head = gzipSync(header({ path: 'var/lib/disk.img' }, size * megabyte));
  return Buffer.concat([head, ...Array.from({ length: size / pieceSize }, () => piece), gzipSync(Buffer.alloc(1024))]);
};

/** Time a MB by size of the layer, in processor time: what else the machine does is not in it. Secrets are looked for. */
export const lineFigures = async (): Promise<readonly Figure[]> => {
  const first = layerOf(100);
  await inspectOne(first, sha256(first));
  const times: { readonly size: number; readonly each: number }[] = [];
  for (const size of sizes) {
    const blob = layerOf(size);
    const digest = sha256(blob);
    const before = process.cpuUsage();
    await inspectOne(blob, digest);
    const { user, system } = process.cpuUsage(before);
    times.push({ size, each: (user + system) / size });
  }
  const usual = times.find(({ size }) => size === 100)?.each ?? 1;
  const peak = process.resourceUsage().maxRSS / 1024;
  return [
    ...times.map(({ size, each }) => ({
      name: `image-layer-of-${size}-mb`,
      value: each,
      unit: 'µs/MB',
      against: 'processor time a MB of the layer of 100 MB, goal 0.83 from there on',
      ratio: usual / each,
    })),
    { name: 'image-layer-peak-rss', value: peak, unit: 'MiB', against: 'goal 160 MiB', ratio: 160 / peak },
  ];
};

const inspectOne = async (blob: Buffer, digest: Digest): Promise<void> => {
  const layer: Descriptor = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: blob.length };
  const image: ResolvedImage = {
    reference: 'registry.example.com/zeros:1',
    repository: 'registry.example.com/zeros',
    digest: layer.digest,
    platform: { os: 'linux', architecture: 'amd64' },
    config: {},
    configDigest: layer.digest,
    layers: [layer],
  };
  const source = {
    resolve: async () => [image],
    digestOf: async () => image.digest,
    blob: async () => Readable.from(slices(blob, 256 * 1024)),
  };
  const { incomplete } = await inspectImage({ source, image });
  if (incomplete.length > 0) throw new Error(`not read whole: ${JSON.stringify(incomplete[0])}`);
};
