import type { Digest } from '../../../model/digest.ts';
import { isDigest, sha256 } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import { isList, isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from '../../../model/json.ts';
import type { Descriptor, ResolvedImage } from '../../../ports/image-source.ts';
import { maxConfigBytes, maxManifestBytes } from '../content.ts';
import { parseJson, parseObject } from '../json.ts';
import { choosePlatforms } from '../platform.ts';
import { platformOfImage } from '../resolve.ts';
import { type LocalImages, type LocalQuery, nameLocal } from './images.ts';
import { type Container, digestRange, type FileRange, readRange, streamRange } from './range.ts';

type Saved = {
  readonly config: JsonObject;
  readonly configDigest: Digest;
  readonly names: readonly string[];
  readonly layers: readonly Descriptor[];
};

// Source: moby, image/spec (combined image JSON + filesystem changeset format), manifest.json.
const manifestName = 'manifest.json';
const maxImages = 64;
const maxLayers = 500;

/** Null: the container is no `docker save`. */
export const openDockerSave = async (container: Container, signal?: AbortSignal): Promise<LocalImages | null> => {
  const range = await container.find(manifestName);
  if (!range) return null;
  const list = parseJson(await readRange(range, maxManifestBytes), 'manifest.json');
  if (!isList(list) || list.length === 0) throw new AppError('image-corrupt', "The archive's manifest.json lists no image.");
  if (list.length > maxImages) throw new AppError('too-large', `The archive has more than ${maxImages} images.`);
  const blobs = new Map<Digest, FileRange>();
  const saved: Saved[] = [];
  for (const entry of list) saved.push(await readSaved(container, entry, blobs, signal));
  return {
    resolve: async (query, choice) => choosePlatformsOf(saved, query).flatMap((image) => choosePlatforms([image], choice)),
    blob: async ({ digest }) => {
      const blob = blobs.get(digest);
      if (!blob) throw new AppError('image-corrupt', 'The archive has no such layer.', { internal: digest });
      return streamRange(blob);
    },
  };
};

const choosePlatformsOf = (saved: readonly Saved[], query: LocalQuery): readonly ResolvedImage[] => {
  const wanted = saved.filter(({ names }) => query.tag === undefined || names.includes(query.tag));
  const images = wanted.map((image) => imageOf(image, query, saved.length > 1));
  if (images.length > 0) return [...new Map(images.map((image) => [image.digest, image])).values()];
  const names = saved.flatMap((image) => image.names).slice(0, 20);
  throw new AppError('image-not-found', `The archive has no image ${query.tag}; it has ${names.join(', ') || 'images without a name'}.`);
};

// Such an archive has no manifest of the registry's kind. The configuration names every layer's content, so that its digest, the image id, stands for the image.
const imageOf = ({ config, configDigest, names, layers }: Saved, query: LocalQuery, isOneOfMany: boolean): ResolvedImage => ({
  ...nameLocal(query, names[0], isOneOfMany),
  digest: configDigest,
  platform: platformOfImage(config, null),
  config,
  configDigest,
  layers,
});

const readSaved = async (container: Container, entry: Json, blobs: Map<Digest, FileRange>, signal?: AbortSignal): Promise<Saved> => {
  const configRange = await container.find(stringAt(entry, 'Config') ?? '');
  if (!isObject(entry) || !configRange) throw new AppError('image-corrupt', "The archive lacks an image's configuration.");
  const bytes = await readRange(configRange, maxConfigBytes);
  const config = parseObject(bytes, 'image configuration');
  const diffIds = listAt(objectAt(config, 'rootfs'), 'diff_ids');
  const names = listAt(entry, 'Layers');
  if (names.length > maxLayers) throw new AppError('too-large', `The image has more than ${maxLayers} layers.`);
  if (names.length !== diffIds.length)
    throw new AppError('image-corrupt', "The archive and the image's configuration count different layers.");
  const layers: Descriptor[] = [];
  for (const [index, name] of names.entries()) {
    const range = typeof name === 'string' ? await container.find(name) : undefined;
    if (!range) throw new AppError('image-corrupt', 'The archive lacks a layer.');
    const layer = await describe(range, diffIds[index] ?? null, signal);
    blobs.set(layer.digest, range);
    layers.push(layer);
  }
  return { config, configDigest: sha256(bytes), names: listAt(entry, 'RepoTags').filter((tag) => typeof tag === 'string'), layers };
};

// A plain tar's digest is its diff id, which whoever reads the layer checks: no need to read it twice.
const describe = async (range: FileRange, diffId: Json, signal?: AbortSignal): Promise<Descriptor> => {
  const packing = packingOf(await readRange({ ...range, size: Math.min(4, range.size) }, 4));
  const isClaimed = packing === '' && typeof diffId === 'string' && isDigest(diffId);
  const digest = isClaimed ? diffId : await digestRange(range, signal);
  return { mediaType: `application/vnd.oci.image.layer.v1.tar${packing}`, digest, size: range.size };
};

const packingOf = (start: Buffer): string => {
  const hex = start.toString('hex');
  if (hex.startsWith('1f8b')) return '+gzip';
  return hex === '28b52ffd' ? '+zstd' : '';
};
