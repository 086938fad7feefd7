import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ImageReference, parseReference, referenceText, repositoryOf } from '../../../image/reference.ts';
import { type Digest, isDigest, sha256 } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import type { EgressResponse } from '../../../ports/egress.ts';
import type { ImageSource } from '../../../ports/image-source.ts';
import { type ContentStore, checkConfigSize, checkDigest, maxConfigBytes, maxManifestBytes, type StoredManifest } from '../content.ts';
import { acceptedManifests } from '../media-types.ts';
import { resolveTree } from '../resolve.ts';
import { type ClientOptions, createClient, type RegistryClient, type RegistryRequest } from './client.ts';
import { resumable } from './resume.ts';
import { backoffMs } from './retry-after.ts';
import { type Endpoint, endpointsOf, type Registries } from './settings.ts';

export type DistributionOptions = ClientOptions & { readonly registries: Registries };

/** Images of registries. Source: OCI distribution-spec 1.1. */
export const createDistribution = (options: DistributionOptions): ImageSource => {
  const client = createClient(options);
  return {
    resolve: async (text, choice, signal) => {
      const reference = parseReference(text);
      const endpoints = endpointsOf(options.registries, reference.registry, reference.name);
      const naming = { reference: referenceText(reference), repository: repositoryOf(reference) };
      return firstOf(endpoints, async (endpoint) => {
        const store = storeOf(client, endpoint, signal);
        const root = await readManifest(client, endpoint, reference.digest ?? reference.tag ?? 'latest', signal);
        return resolveTree(store, root, naming, choice);
      });
    },
    blob: async (image, layer, signal) => {
      // Such a layer's address is the image author's choice; fetching it has leaked credentials (CVE-2020-15157).
      if (layer.urls) throw new AppError('image-unsupported', 'A layer is kept outside the registry and is not fetched.');
      const { registry, name }: ImageReference = parseReference(image.reference);
      return firstOf(endpointsOf(options.registries, registry, name), (endpoint) => openBlob(client, options, endpoint, layer, signal));
    },
  };
};

// A mirror that fails, whatever the reason, only means that the next one is asked.
const firstOf = async <T>(endpoints: readonly Endpoint[], attempt: (endpoint: Endpoint) => Promise<T>): Promise<T> => {
  for (const endpoint of endpoints.slice(0, -1)) {
    try {
      return await attempt(endpoint);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  const origin = endpoints.at(-1);
  if (!origin) throw new AppError('internal', 'There is no registry to ask.');
  return attempt(origin);
};

const storeOf = (client: RegistryClient, endpoint: Endpoint, signal: AbortSignal | undefined): ContentStore => ({
  manifest: (digest) => readManifest(client, endpoint, digest, signal),
  config: async (digest, size) => {
    checkConfigSize(size);
    const request: RegistryRequest = {
      path: `/blobs/${digest}`,
      what: 'image configuration',
      maxBytes: maxConfigBytes,
      ...(signal && { signal }),
    };
    const { bytes } = await readAll(client, endpoint, request);
    checkDigest(bytes, digest, 'image configuration');
    return bytes;
  },
  has: async () => true,
});

const readManifest = async (
  client: RegistryClient,
  endpoint: Endpoint,
  target: string,
  signal: AbortSignal | undefined,
): Promise<StoredManifest> => {
  const { bytes, response } = await readAll(client, endpoint, {
    path: `/manifests/${target}`,
    what: `manifest ${target} of ${endpoint.repository}`,
    headers: { accept: acceptedManifests },
    maxBytes: maxManifestBytes,
    ...(signal && { signal }),
  });
  const digest = sha256(bytes);
  const stated = isDigest(target) ? target : response.headers['docker-content-digest'];
  if (stated !== undefined && isDigest(stated) && stated !== digest) checkDigest(bytes, stated, 'manifest');
  return { bytes, digest, contentType: response.headers['content-type'] ?? '' };
};

const readAll = async (
  client: RegistryClient,
  endpoint: Endpoint,
  request: RegistryRequest,
): Promise<{ readonly bytes: Buffer; readonly response: EgressResponse }> => {
  const response = await found(client, endpoint, request);
  try {
    return { bytes: await buffer(response.body), response };
  } catch (error) {
    if (error instanceof AppError || request.signal?.aborted) throw error;
    throw new AppError('registry-unavailable', `${endpoint.host} broke off its answer.`, { cause: error, internal: String(error) });
  }
};

const found = async (client: RegistryClient, endpoint: Endpoint, request: RegistryRequest): Promise<EgressResponse> => {
  const response = await client.get(endpoint, request);
  if (response.status !== 404) return response;
  response.body.destroy();
  throw new AppError('image-not-found', `${endpoint.host} has no ${request.what}.`);
};

const openBlob = (
  client: RegistryClient,
  { pace }: ClientOptions,
  endpoint: Endpoint,
  { digest, size }: { readonly digest: Digest; readonly size: number },
  signal: AbortSignal | undefined,
): Promise<Readable> =>
  resumable(
    size,
    (offset, closed) =>
      found(client, endpoint, {
        path: `/blobs/${digest}`,
        what: `blob ${digest} of ${endpoint.repository}`,
        ...(offset > 0 && { headers: { range: `bytes=${offset}-` } }),
        signal: signal ? AbortSignal.any([signal, closed]) : closed,
      }),
    (attempt, closed) => pace.wait(backoffMs(attempt, pace.random()), closed),
  );
