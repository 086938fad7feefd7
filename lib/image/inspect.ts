import type { Inspector } from '../model/evidence.ts';
import type { ImageContent, Incomplete } from '../model/image.ts';
import type { Descriptor, ImageSource, ResolvedImage } from '../ports/image-source.ts';
import type { UnpackProblem } from '../ports/unpacker.ts';
import { readSomewhere } from './layer/place.ts';
import type { Read, Reading } from './layer/read.ts';
import type { LayerCache, LayerResult } from './layer/result.ts';
import { type Again, nothingAgain } from './layer/walk.ts';
import { defaultLimits, type InspectLimits } from './limits.ts';
import { type LayerOutcome, mergeLayers } from './merge/merge.ts';

export type { LayerCache, LayerResult } from './layer/result.ts';

/** Its version is part of every evidence and layer key: raise it whenever the same layer would give another result. */
export const inspector: Inspector = { name: 'plimsoll-image', version: '10' };

/** How far a layer is: bytes of the packed blob. `done` follows when it is read, or at once when it was cached. */
export type LayerProgress = {
  readonly layer: Descriptor;
  readonly index: number;
  readonly bytes: number;
  readonly state: 'reading' | 'done' | 'cached';
};

export type InspectOptions = {
  readonly source: ImageSource;
  readonly image: ResolvedImage;
  readonly cache?: LayerCache;
  readonly limits?: Partial<InspectLimits>;
  readonly signal?: AbortSignal;
  /** For a caller who may be stopped before the end and has a cache: as many layers as possible are whole by then. */
  readonly smallestFirst?: boolean;
  readonly onProgress?: (progress: LayerProgress) => void;
};

/**
 * Reads every layer once, or takes it from the cache, and lays them over each other. What cannot be analysed is in `incomplete`.
 * Throws AppError: what the source throws, `image-corrupt` (a blob is not what its digest says), `image-unsupported`, `timed-out` (the signal).
 */
export const inspectImage = async (options: InspectOptions): Promise<ImageContent> => {
  const limits = { ...defaultLimits, ...options.limits };
  const { layers } = options.image;
  const outcomes = new Map<number, LayerOutcome>();
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  // The largest first, so that none is left to run alone at the end.
  const waiting = layers.map((layer, index) => ({ layer, index })).sort((a, b) => a.layer.size - b.layer.size);
  if (options.smallestFirst) waiting.reverse();
  let entries = 0;
  const work = async (): Promise<void> => {
    for (let at = waiting.pop(); at; at = waiting.pop()) {
      const outcome =
        entries < limits.maxImageEntries
          ? await layerOutcome({ ...options, signal }, limits, at)
          : unread('too-many-entries', `the image has more than ${limits.maxImageEntries} members`, at.layer);
      outcomes.set(at.index, outcome);
      if (outcome.kind === 'read') entries += outcome.result.entries;
    }
  };
  const workers = Array.from({ length: limits.layersAtOnce }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(workers);
    throw error;
  }
  return mergeLayers(
    options.image,
    layers.map((_, index) => outcomes.get(index) ?? unread('layer-missing', 'the layer was not read')),
    limits.secretRules,
  );
};

type LayerAt = { readonly layer: Descriptor; readonly index: number };

const unread = (code: string, message: string, layer?: Descriptor): LayerOutcome => ({
  kind: 'unread',
  why: { code, message, ...(layer ? { layer: layer.digest } : {}) },
});

const layerOutcome = async (options: InspectOptions, limits: InspectLimits, { layer, index }: LayerAt): Promise<LayerOutcome> => {
  const progress = (state: LayerProgress['state'], bytes: number): void => options.onProgress?.({ layer, index, bytes, state });
  if (index >= limits.maxLayers) return unread('too-many-layers', `only the first ${limits.maxLayers} layers are read`, layer);
  // A foreign layer's address is the image author's choice; fetching it could leak credentials (CVE-2020-15157).
  if (layer.urls && layer.urls.length > 0) return unread('layer-foreign', 'the layer lies outside the registry and was not fetched', layer);
  const known = await options.cache?.get(layer.digest);
  if (known) {
    progress('cached', layer.size);
    return { kind: 'read', result: known };
  }
  const result = await inspectLayer(options, limits, { layer, index });
  if (!result) return unread('layer-too-costly', 'reading the layer took more memory than a layer may have', layer);
  await options.cache?.put(layer.digest, result);
  progress('done', layer.size);
  return { kind: 'read', result };
};

/** Reads the layer; a second time only when the first walk met what it could not read on the way, such as a hard link to a file that had passed. */
const inspectLayer = async (options: InspectOptions, limits: InspectLimits, at: LayerAt): Promise<LayerResult | null> => {
  const first = await readThrough(options, limits, at, nothingAgain);
  if (!first) return null;
  const { again } = first.walked;
  const isWhole = again.linked.size === 0 && again.programs.size === 0;
  const read = isWhole ? first : await readThrough(options, limits, at, again);
  return read && resultOf(at.layer, read);
};

const readThrough = async (options: InspectOptions, limits: InspectLimits, at: LayerAt, again: Again): Promise<Read | null> => {
  const read = await readBy(options, limits, at, { again });
  return read?.problem === 'layer-doubtful' ? readBy(options, limits, at, { again, isDoubtful: true }) : read;
};

const readBy = (
  { source, image, signal, onProgress }: InspectOptions,
  limits: InspectLimits,
  { layer, index }: LayerAt,
  how: Pick<Reading, 'again' | 'isDoubtful'>,
): Promise<Read | null> => {
  const { digest, size } = layer;
  const { unpackGzip } = source;
  let bytes = 0;
  return readSomewhere(
    () => source.blob(image, layer, signal),
    { digest, size, limits, ...how, ...(unpackGzip && { unpackGzip }) },
    {
      ...(signal && { signal }),
      onPacked: (more) => {
        bytes += more;
        onProgress?.({ layer, index, bytes, state: 'reading' });
      },
    },
  );
};

const resultOf = (layer: Descriptor, { walked, unpackedBytes, problem }: Read): LayerResult => {
  const { listing, finds, entries } = walked;
  const incomplete: readonly Incomplete[] = [
    ...(problem ? [{ code: problem, message: problemTexts[problem] }] : []),
    // A cut stream cuts the archive too; the first reason says it all.
    ...walked.incomplete.filter(({ code }) => !(problem && code === 'tar-truncated')),
  ].map((why) => ({ ...why, layer: layer.digest }));
  return { digest: layer.digest, unpackedSize: unpackedBytes, entries, listing, finds, incomplete };
};

const problemTexts: { readonly [problem in UnpackProblem]: string } = {
  'layer-too-large': 'the layer unpacks to more than is read; what follows was not read',
  'layer-corrupt': 'the compressed data is damaged; what follows was not read',
  'layer-truncated': 'the compressed data ends early',
  // Only what tells nothing of damage says so; that read is not the last.
  'layer-doubtful': 'the compressed data is damaged; what follows was not read',
  'layer-encoding': 'the layer is packed in a way that no container runtime takes',
};
