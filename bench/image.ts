import { spawnSync } from 'node:child_process';
import { createLocal } from '../lib/adapters/registry/local/local.ts';
import { inspectImage, type LayerResult } from '../lib/image/inspect.ts';
import type { InspectLimits } from '../lib/image/limits.ts';
import type { Digest } from '../lib/model/digest.ts';
import type { Figure } from './evaluate.ts';
import { buildLayout } from './image/layout.ts';

const root = '.cache/bench-image';
const runs = 3;

/** Time ratios to `pigz -dc` (else `gzip -dc`) of the same layers in the same run: below 1 is faster than only unpacking them. */
export const imageFigures = async (): Promise<readonly Figure[]> => {
  const { layers, zstdLayers } = await buildLayout(root);
  const unpacker = spawnSync('pigz', ['--version']).status === 0 ? 'pigz' : 'gzip';
  const against = `${unpacker} -dc of the same layers`;
  const baseline = await best(() => unpackAll(unpacker, layers));
  const packages = await best(() => inspect('gzip', { secrets: false }));
  const everything = await best(() => inspect('gzip', {}));
  const cache = new Map<Digest, LayerResult>();
  await inspect('gzip', {}, cache);
  const cached = await best(() => inspect('gzip', {}, cache));
  const peak = process.resourceUsage().maxRSS / 1024;
  const zstdBaseline = await best(() => unpackAll('zstd', zstdLayers));
  const zstd = await best(() => inspect('zstd', { secrets: false }));
  return [
    { name: 'image-unpack-baseline', value: baseline, unit: 'ms', against, ratio: 1 },
    { name: 'image-packages', value: packages, unit: 'ms', against, ratio: packages / baseline },
    { name: 'image-packages-and-secrets', value: everything, unit: 'ms', against, ratio: everything / baseline },
    { name: 'image-packages-zstd', value: zstd, unit: 'ms', against: 'zstd -dc of the same layers', ratio: zstd / zstdBaseline },
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

const unpackAll = (unpacker: string, layers: readonly { readonly path: string }[]): void => {
  for (const { path } of layers) spawnSync(unpacker, ['-dc', path], { stdio: ['ignore', 'ignore', 'inherit'] });
};

const inspect = async (tag: 'gzip' | 'zstd', limits: Partial<InspectLimits>, cache?: Map<Digest, LayerResult>): Promise<void> => {
  const source = createLocal();
  const [image] = await source.resolve(`${root}:${tag}`);
  if (!image) throw new Error('the layout has no image');
  const store = cache && {
    get: async (layer: Digest) => cache.get(layer),
    put: async (layer: Digest, result: LayerResult) => void cache.set(layer, result),
  };
  await inspectImage({ source, image, limits, ...(store ? { cache: store } : {}) });
};
