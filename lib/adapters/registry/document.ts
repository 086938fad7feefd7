import { isDigest } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import { isList, isObject, type Json, type JsonObject, memberOf, numberAt, objectAt, stringAt } from '../../model/json.ts';
import type { Platform } from '../../model/subject.ts';
import type { Descriptor } from '../../ports/image-source.ts';
import { parseObject } from './json.ts';
import { isConfigType, isImageType, isIndexType, isSchemaOne } from './media-types.ts';

/** One line of an index. `platform` is null when the index does not say, `artifactType` where it is not said to be an artifact. */
export type IndexEntry = {
  readonly descriptor: Descriptor;
  readonly platform: Platform | null;
  readonly isAttestation: boolean;
  readonly artifactType: string | null;
};

export type ManifestDocument =
  | { readonly kind: 'image'; readonly config: Descriptor; readonly layers: readonly Descriptor[] }
  | { readonly kind: 'index'; readonly entries: readonly IndexEntry[] }
  | { readonly kind: 'artifact'; readonly type: string };

const maxLayers = 500;
const maxEntries = 1000;

/**
 * Reads a manifest or an index. `contentType` is what the transport said, '' when it says nothing: it must agree with the body,
 * so that the same bytes never mean two things (CVE-2021-41190).
 */
export const parseDocument = (bytes: Uint8Array, contentType: string): ManifestDocument => {
  const body = parseObject(bytes, 'manifest');
  const stated = stringAt(body, 'mediaType');
  const carried = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (isSchemaOne(carried) || numberAt(body, 'schemaVersion') === 1) {
    throw unsupported('This image has a manifest of schema 1, which registries gave up; push it again with a current tool.');
  }
  if (stated !== undefined && isKnown(carried) && stated !== carried) throw corrupt('The manifest and its transport name two media types.');
  if (memberOf(body, 'manifests') !== undefined && memberOf(body, 'layers') !== undefined) {
    throw corrupt('The manifest claims to be an index and an image at once.');
  }
  const type = stated ?? (isKnown(carried) ? carried : '');
  if (isIndexType(type) || (type === '' && memberOf(body, 'manifests') !== undefined)) return indexOf(body);
  if (isImageType(type) || (type === '' && memberOf(body, 'layers') !== undefined)) return imageOf(body);
  throw unsupported(`This is not an image: its media type is ${JSON.stringify((type || carried || 'not stated').slice(0, 100))}.`);
};

const isKnown = (type: string): boolean => isIndexType(type) || isImageType(type);

const indexOf = (body: JsonObject): ManifestDocument => {
  const manifests = memberOf(body, 'manifests');
  if (!isList(manifests)) throw corrupt('The index has no list of manifests.');
  if (manifests.length > maxEntries) throw new AppError('too-large', `The index has more than ${maxEntries} manifests.`);
  return { kind: 'index', entries: manifests.map(entryOf) };
};

const entryOf = (entry: Json): IndexEntry => {
  const descriptor = descriptorOf(entry, 'index');
  const platform = platformOf(objectAt(entry, 'platform'));
  // Source: BuildKit, "Image attestation storage": attestations are manifests of the platform unknown/unknown.
  const isAttestation = descriptor.annotations?.['vnd.docker.reference.type'] !== undefined || platform?.os === 'unknown';
  const artifactType = stringAt(entry, 'artifactType') ?? '';
  // cosign 3 calls images so, too.
  return { descriptor, platform, isAttestation, artifactType: artifactType === '' || isConfigType(artifactType) ? null : artifactType };
};

const imageOf = (body: JsonObject): ManifestDocument => {
  const layers = memberOf(body, 'layers');
  if (!isList(layers)) throw corrupt('The manifest has no list of layers.');
  if (layers.length > maxLayers) throw new AppError('too-large', `The image has more than ${maxLayers} layers.`);
  const config = descriptorOf(memberOf(body, 'config') ?? null, 'config');
  const artifactType = stringAt(body, 'artifactType');
  if (artifactType !== undefined || !isConfigType(config.mediaType)) return { kind: 'artifact', type: artifactType ?? config.mediaType };
  return { kind: 'image', config, layers: layers.map((layer) => descriptorOf(layer, 'layer')) };
};

/** Undefined members stay away: a descriptor is compared and stored as it is. */
export const descriptorOf = (value: Json, what: string): Descriptor => {
  const [mediaType, digest, size] = [stringAt(value, 'mediaType'), stringAt(value, 'digest'), numberAt(value, 'size')];
  if (mediaType === undefined || digest === undefined || size === undefined) throw corrupt(`The ${what}'s descriptor is incomplete.`);
  if (!Number.isSafeInteger(size) || size < 0) throw corrupt(`The ${what}'s descriptor has no possible size.`);
  if (!isDigest(digest)) {
    if (/^[a-z0-9+._-]+:[0-9a-f]{32,}$/i.test(digest)) throw unsupported(`The ${what}'s digest is not of SHA-256.`);
    throw corrupt(`The ${what}'s digest is malformed.`);
  }
  const urls = memberOf(value, 'urls');
  const annotations = memberOf(value, 'annotations');
  const links = isList(urls) ? urls.filter((url) => typeof url === 'string') : [];
  return {
    mediaType,
    digest,
    size,
    ...(links.length > 0 && { urls: links }),
    ...(isObject(annotations) && { annotations: textsOf(annotations) }),
  };
};

const textsOf = (value: JsonObject): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])));

/** From an index's `platform` or from an image configuration, which use the same names. */
export const platformOf = (value: JsonObject): Platform | null => {
  const [os, architecture, variant] = [stringAt(value, 'os'), stringAt(value, 'architecture'), stringAt(value, 'variant')];
  if (!os || !architecture) return null;
  return { os, architecture, ...(variant && { variant }) };
};

const corrupt = (message: string): AppError => new AppError('image-corrupt', message);
const unsupported = (message: string): AppError => new AppError('image-unsupported', message);
