import { type Digest, sha256 } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';

/** Manifest bytes with what the transport said of them; `digest` is of the bytes themselves. */
export type StoredManifest = { readonly bytes: Buffer; readonly digest: Digest; readonly contentType: string };

/** Small documents of one repository, layout or archive. Whoever implements it checks them against their digests. */
export type ContentStore = {
  manifest(digest: Digest): Promise<StoredManifest>;
  config(digest: Digest, size: number): Promise<Buffer>;
  /** Whether a manifest that an index names is there: layouts and archives may hold one platform of many. */
  has(digest: Digest): Promise<boolean>;
};

// Source: OCI distribution-spec, "Pushing Manifests": registries should take 4 MiB; no larger one is known.
export const maxManifestBytes = 4 * 1024 * 1024;
export const maxConfigBytes = 8 * 1024 * 1024;

export const checkDigest = (bytes: Uint8Array, digest: Digest, what: string): void => {
  if (sha256(bytes) !== digest) throw new AppError('image-corrupt', `The ${what} is not what its digest says.`, { internal: digest });
};

export const checkConfigSize = (size: number): void => {
  if (size > maxConfigBytes) throw new AppError('too-large', `The image configuration is larger than ${maxConfigBytes} bytes.`);
};
