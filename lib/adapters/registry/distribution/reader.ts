import { buffer } from 'node:stream/consumers';
import { type Digest, isDigest, sha256 } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import type { EgressResponse } from '../../../ports/egress.ts';
import { type ContentStore, checkConfigSize, checkDigest, maxConfigBytes, maxManifestBytes, type StoredManifest } from '../content.ts';
import { acceptedManifests } from '../media-types.ts';
import type { RegistryClient, RegistryRequest } from './client.ts';
import type { Endpoint } from './settings.ts';

/** One repository at one endpoint, for the length of one question. */
export type Repository = { readonly client: RegistryClient; readonly endpoint: Endpoint; readonly signal: AbortSignal | undefined };

export const storeOf = (repository: Repository): ContentStore => ({
  manifest: (digest) => readManifest(repository, digest),
  config: async (digest, size) => {
    checkConfigSize(size);
    return readBlob(repository, digest, { what: 'image configuration', maxBytes: maxConfigBytes });
  },
  has: async () => true,
});

/** By tag or digest. */
export const readManifest = async (repository: Repository, target: string): Promise<StoredManifest> => {
  const { bytes, response } = await readAll(repository, {
    path: `/manifests/${target}`,
    what: `manifest ${target} of ${repository.endpoint.repository}`,
    headers: { accept: acceptedManifests },
    maxBytes: maxManifestBytes,
  });
  const digest = sha256(bytes);
  const stated = isDigest(target) ? target : response.headers['docker-content-digest'];
  if (stated !== undefined && isDigest(stated)) checkDigest(bytes, stated, 'manifest');
  return { bytes, digest, contentType: response.headers['content-type'] ?? '' };
};

/** Of a tag. Registries that keep no such header are asked for the manifest. Source: OCI distribution-spec 1.1, "Checking if content exists in the registry". */
export const readDigest = async (repository: Repository, tag: string): Promise<Digest> => {
  const what = `manifest ${tag} of ${repository.endpoint.repository}`;
  const { headers, body } = await openFound(repository, {
    path: `/manifests/${tag}`,
    what,
    method: 'HEAD',
    headers: { accept: acceptedManifests },
  });
  body.destroy();
  const stated = headers['docker-content-digest'];
  return stated !== undefined && isDigest(stated) ? stated : (await readManifest(repository, tag)).digest;
};

export const readBlob = async (
  repository: Repository,
  digest: Digest,
  { what, maxBytes }: { readonly what: string; readonly maxBytes: number },
): Promise<Buffer> => {
  const { bytes } = await readAll(repository, { path: `/blobs/${digest}`, what, maxBytes });
  checkDigest(bytes, digest, what);
  return bytes;
};

export const readAll = async (
  repository: Repository,
  request: RegistryRequest,
): Promise<{ readonly bytes: Buffer; readonly response: EgressResponse }> => {
  const response = await openFound(repository, request);
  try {
    return { bytes: await buffer(response.body), response };
  } catch (error) {
    if (error instanceof AppError || repository.signal?.aborted) throw error;
    throw new AppError('registry-unavailable', `${repository.endpoint.host} broke off its answer.`, {
      cause: error,
      internal: String(error),
    });
  }
};

/** The open response; throws `image-not-found` for 404. */
export const openFound = async ({ client, endpoint, signal }: Repository, request: RegistryRequest): Promise<EgressResponse> => {
  const response = await client.get(endpoint, { ...request, ...(signal && { signal }) });
  if (response.status !== 404) return response;
  response.body.destroy();
  throw new AppError('image-not-found', `${endpoint.host} has no ${request.what}.`);
};
