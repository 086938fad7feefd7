import type { Digest } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Platform } from '../../model/subject.ts';
import type { PlatformChoice, ResolvedImage } from '../../ports/image-source.ts';
import { type ContentStore, checkConfigSize, type StoredManifest } from './content.ts';
import { type IndexEntry, type ManifestDocument, parseDocument, platformOf } from './document.ts';
import { parseObject } from './json.ts';
import { choosePlatforms } from './platform.ts';

/** How the asker named what is resolved. */
export type Naming = { readonly reference: string; readonly repository: string };

type ImageManifest = ManifestDocument & { readonly kind: 'image' };
type Candidate = { readonly platform: Platform; readonly load: () => Promise<ResolvedImage> };

// An index of indexes exists (BuildKit's layout export); a third level does not.
const maxDepth = 2;
const maxImages = 64;

/** From a manifest or index to images: platform choice, attestations left out, configuration read and checked. */
export const resolveTree = async (
  store: ContentStore,
  root: StoredManifest,
  naming: Naming,
  choice: PlatformChoice | undefined,
): Promise<readonly ResolvedImage[]> => {
  const document = parseDocument(root.bytes, root.contentType);
  if (document.kind === 'artifact') throw notAnImage(document.type);
  if (document.kind === 'image') {
    const image = await loadImage(store, root.digest, document, naming);
    return choosePlatforms([image], choice);
  }
  const candidates = distinct(await candidatesOf(store, document.entries, naming, root.digest, 1));
  if (candidates.length === 0) throw new AppError('image-unsupported', 'The index holds no image.');
  const chosen = choosePlatforms(candidates, choice);
  if (chosen.length > maxImages) throw new AppError('too-large', `The index holds more than ${maxImages} images.`);
  const images: ResolvedImage[] = [];
  for (const { load } of chosen) images.push(await load());
  return images;
};

type Found = Candidate & { readonly digest: Digest };

const candidatesOf = async (
  store: ContentStore,
  entries: readonly IndexEntry[],
  naming: Naming,
  indexDigest: Digest,
  depth: number,
): Promise<readonly Found[]> => {
  const found: Found[] = [];
  for (const { descriptor, platform, isAttestation } of entries) {
    const { digest } = descriptor;
    if (isAttestation || !(await store.has(digest))) continue;
    const load = (): Promise<ResolvedImage> => loadChild(store, digest, { naming, indexDigest, platform });
    // With a platform named, what lies behind is read only when it is chosen.
    if (platform) {
      found.push({ digest, platform, load });
      continue;
    }
    if (found.length > maxImages) throw new AppError('too-large', `The index holds more than ${maxImages} images without a platform.`);
    const stored = await store.manifest(digest);
    const document = parseDocument(stored.bytes, descriptor.mediaType);
    if (document.kind === 'index' && depth >= maxDepth) throw new AppError('image-unsupported', 'The index is nested too deep.');
    if (document.kind === 'index') found.push(...(await candidatesOf(store, document.entries, naming, digest, depth + 1)));
    if (document.kind !== 'image') continue;
    const image = await loadImage(store, digest, document, naming, { indexDigest, platform });
    found.push({ digest, platform: image.platform, load: async () => image });
  }
  return found;
};

const distinct = (found: readonly Found[]): readonly Found[] => [...new Map(found.map((one) => [one.digest, one])).values()];

type Parent = { readonly indexDigest: Digest; readonly platform: Platform | null };

const loadChild = async (
  store: ContentStore,
  digest: Digest,
  { naming, ...parent }: Parent & { readonly naming: Naming },
): Promise<ResolvedImage> => {
  const stored = await store.manifest(digest);
  const document = parseDocument(stored.bytes, stored.contentType);
  if (document.kind === 'artifact') throw notAnImage(document.type);
  if (document.kind === 'index') throw new AppError('image-unsupported', 'The index names an index as the image of one platform.');
  return loadImage(store, digest, document, naming, parent);
};

const loadImage = async (
  store: ContentStore,
  digest: Digest,
  manifest: ImageManifest,
  naming: Naming,
  parent?: Parent,
): Promise<ResolvedImage> => {
  checkConfigSize(manifest.config.size);
  const config = parseObject(await store.config(manifest.config.digest, manifest.config.size), 'image configuration');
  return {
    ...naming,
    digest,
    ...(parent && { indexDigest: parent.indexDigest }),
    platform: platformOfImage(config, parent?.platform ?? null),
    config,
    configDigest: manifest.config.digest,
    layers: manifest.layers,
  };
};

/** The index decides, as it does for whoever pulls; old builders wrote configurations without a platform. */
export const platformOfImage = (config: JsonObject, stated: Platform | null): Platform =>
  stated ?? platformOf(config) ?? { os: 'linux', architecture: 'amd64' };

const notAnImage = (type: string): AppError =>
  new AppError('image-unsupported', `This is an artifact of type ${JSON.stringify(type.slice(0, 100))}, not an image.`);
