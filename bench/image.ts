import { spawnSync } from 'node:child_process';
import { createLocal } from '../lib/adapters/registry/local/local.ts';
import { inspectImage, type LayerResult } from '../lib/image/inspect.ts';
import type { InspectLimits } from '../lib/image/limits.ts';
import { keepHeapSmall, keepNoThreads } from '../lib/image/small-heap.ts';
import type { Digest } from '../lib/model/digest.ts';
import type { ImageSource } from '../lib/ports/image-source.ts';
import type { Figure } from './evaluate.ts';
import { buildLayout, type Layout } from './image/layout.ts';
import { listByIgzip } from './image/native.ts';
import { serveLayers } from './image/registry.ts';

const root = '.cache/bench-image';
const runs = 3;

/** Time ratios to `pigz -dc` of the same layers in the same run: below 1 is faster than only unpacking them. The peak is of this process when one image was read. */
export const imageFigures = async (): Promise<readonly Figure[]> => {
  keepHeapSmall();
  const layout = await buildLayout(root);
  const gzip = createLocal();
  const packed = `${root}:gzip`;
  const baseline = await best(() => unpackAll('pigz', layout.layers));
  const figure = (name: string, value: number, goal: number): Figure => ({
    name,
    value,
    unit: 'ms',
    against: `pigz -dc of the same layers, goal ${goal}`,
    ratio: value / baseline,
  });
  // One image, as the command reads it; the times are those of a service, whose threads have run before.
  keepNoThreads();
  await inspect(gzip, packed, {});
  const peak = process.resourceUsage().maxRSS / 1024;
  keepNoThreads(false);
  return [
    figure('image-unpack-baseline', baseline, 1),
    figure('image-packages', await best(() => inspect(gzip, packed, { secrets: false })), 0.75),
    figure('image-packages-and-secrets', await best(() => inspect(gzip, packed, {})), 1),
    ...(await registryFigures(layout, figure)),
    ...(await zstdFigures(layout)),
    ...(await cachedFigures(gzip, packed)),
    { name: 'image-peak-rss', value: peak, unit: 'MiB', against: 'goal 160 MiB', ratio: 160 / peak },
  ];
};

type ToFigure = (name: string, value: number, goal: number) => Figure;

const registryFigures = async ({ layers }: Layout, figure: ToFigure): Promise<readonly Figure[]> => {
  const { reference, source, byIgzip, urlOf, stop } = await serveLayers(layers);
  try {
    return [
      figure('image-registry-packages', await best(() => inspect(source, reference, { secrets: false })), 0.75),
      figure('image-registry-packages-and-secrets', await best(() => inspect(source, reference, {})), 1),
      figure('image-registry-packages-igzip', await best(() => inspect(byIgzip, reference, { secrets: false })), 0.5),
      figure('image-registry-igzip-names-alone', await best(() => listByIgzip(layers, urlOf)), 0.5),
    ];
  } finally {
    await stop();
  }
};

const zstdFigures = async ({ zstdLayers }: Layout): Promise<readonly Figure[]> => {
  const baseline = await best(() => unpackAll('zstd', zstdLayers));
  const value = await best(() => inspect(createLocal(), `${root}:zstd`, { secrets: false }));
  return [{ name: 'image-packages-zstd', value, unit: 'ms', against: 'zstd -dc of the same layers, goal 2', ratio: value / baseline }];
};

const cachedFigures = async (source: ImageSource, reference: string): Promise<readonly Figure[]> => {
  const cache = new Map<Digest, LayerResult>();
  await inspect(source, reference, {}, cache);
  const value = await best(() => inspect(source, reference, {}, cache));
  return [{ name: 'image-all-layers-cached', value, unit: 'ms', against: 'goal 100 ms', ratio: 100 / value }];
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
  for (const { path } of layers) {
    const { error } = spawnSync(unpacker, ['-dc', path], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (error) throw new Error(`${unpacker} is needed (apt-get install pigz isal zstd mmdebstrap docker-registry)`);
  }
};

const inspect = async (
  source: ImageSource,
  reference: string,
  limits: Partial<InspectLimits>,
  cache?: Map<Digest, LayerResult>,
): Promise<void> => {
  const [image] = await source.resolve(reference);
  if (!image) throw new Error('there is no image');
  const store = cache && {
    get: async (layer: Digest) => cache.get(layer),
    put: async (layer: Digest, result: LayerResult) => void cache.set(layer, result),
  };
  const { incomplete } = await inspectImage({ source, image, limits, ...(store ? { cache: store } : {}) });
  if (incomplete.length > 0) throw new Error(`not read whole: ${JSON.stringify(incomplete[0])}`);
};
