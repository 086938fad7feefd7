import type { Readable } from 'node:stream';
import type { Digest } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';
import type { Platform } from '../model/subject.ts';

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
 * Where images come from. `resolve` turns a tag into digests once. `blob` streams a layer as stored (packed); whoever reads it checks its digest.
 * Throws AppError: `invalid-reference`, `image-not-found`, `image-unsupported`, `image-corrupt`, `registry-unauthorized`,
 * `registry-rate-limited`, `registry-unavailable`, `egress-refused`, `timed-out`, `too-large`.
 */
export type ImageSource = {
  resolve(reference: string, platform?: PlatformChoice, signal?: AbortSignal): Promise<readonly ResolvedImage[]>;
  blob(image: ResolvedImage, layer: Descriptor, signal?: AbortSignal): Promise<Readable>;
};
