import type { Readable } from 'node:stream';
import type { Digest } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';
import type { Platform } from '../model/subject.ts';
import type { GzipUnpacker } from './unpacker.ts';

/** Source: OCI image-spec, descriptor. Layers without a fetchable blob (foreign layers) have `urls`. */
export type Descriptor = {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly urls?: readonly string[];
  readonly annotations?: { readonly [name: string]: string };
};

/** One image of one platform, its manifest and config already verified against their digests. */
export type ResolvedImage = {
  /** As the asker wrote it, normalised: `docker.io/library/alpine:3.20`. */
  readonly reference: string;
  readonly repository: string;
  /** The manifest's digest: this is the subject. */
  readonly digest: Digest;
  /** The index it came from, when there was one. */
  readonly indexDigest?: Digest;
  readonly platform: Platform;
  readonly config: JsonObject;
  readonly configDigest: Digest;
  readonly layers: readonly Descriptor[];
};

/** `all`: every platform of an index. Default: linux/amd64, or the only one there is. */
export type PlatformChoice = 'all' | Platform;

/**
 * Where images come from. `resolve` turns a tag into digests once. `blob` streams a layer as stored (packed); whoever reads it checks its digest
 * and owns its chunks: their memory may be freed.
 * Throws AppError: `invalid-reference`, `image-not-found`, `image-unsupported`, `image-corrupt`, `registry-unauthorized`,
 * `registry-rate-limited`, `registry-unavailable`, `egress-refused`, `timed-out`, `too-large`.
 */
export type ImageSource = {
  resolve(reference: string, platform?: PlatformChoice, signal?: AbortSignal): Promise<readonly ResolvedImage[]>;
  blob(image: ResolvedImage, layer: Descriptor, signal?: AbortSignal): Promise<Readable>;
  /** What a tag stands for now, an index or an image, without reading it. Throws as `resolve` does. Absent: `resolve` tells. */
  digestOf?(reference: string, signal?: AbortSignal): Promise<Digest>;
  /** How this home unpacks gzip, where not by the built-in way. */
  readonly unpackGzip?: GzipUnpacker;
  /** Absent where nothing can be attached. */
  readonly attachments?: Attachments;
};

/** Something that points at an image: an SBOM, a signature, an attestation. `artifactType` is '' when it does not say. */
export type Referrer = Descriptor & { readonly artifactType: string };

/**
 * What others have attached to an image, newest API first, with the tag that stands in for it. Source: OCI distribution-spec 1.1, "Listing Referrers".
 * Nothing of it is to be believed because it is there: whoever may push may attach. Throws as `ImageSource` does; local images have none.
 */
export type ReferrerSource = {
  referrers(reference: string, digest: Digest, artifactType?: string, signal?: AbortSignal): Promise<readonly Referrer[]>;
  /** The contents of an artifact, in order, each at most `maxBytes` long and checked against its digest. */
  contents(reference: string, artifact: Referrer, maxBytes: number, signal?: AbortSignal): Promise<readonly ReferrerContent[]>;
};

/** All that is attached to an image in whatever way: referrers, tags of cosign, attestation manifests of its index. Throws as `ImageSource` does. */
export type Attachments = Pick<ReferrerSource, 'contents'> & {
  /** null: where the image comes from nothing tells. */
  list(image: ResolvedImage, signal?: AbortSignal): Promise<readonly Referrer[] | null>;
};

/** `annotations`: of the content's descriptor, where cosign keeps signatures. */
export type ReferrerContent = {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly annotations?: { readonly [name: string]: string };
};
