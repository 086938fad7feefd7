import type { Readable } from 'node:stream';
import { type ImageReference, parseReference, referenceText, repositoryOf } from '../../../image/reference.ts';
import { AppError } from '../../../model/error.ts';
import type { Descriptor, ImageSource, ReferrerSource } from '../../../ports/image-source.ts';
import { resolveTree } from '../resolve.ts';
import { listAttachments } from './attachments.ts';
import { type ClientOptions, createClient, type Pace } from './client.ts';
import { openFound, type Repository, readDigest, readManifest, storeOf } from './reader.ts';
import { listReferrers, readContents } from './referrers.ts';
import { resumable } from './resume.ts';
import { backoffMs } from './retry-after.ts';
import { endpointsOf, type Registries } from './settings.ts';

export type DistributionOptions = ClientOptions & { readonly registries: Registries };

/** Images of registries. Source: OCI distribution-spec 1.1. */
export const createDistribution = (
  options: DistributionOptions,
): Required<Pick<ImageSource, 'digestOf' | 'attachments'>> & ImageSource & ReferrerSource => {
  const client = createClient(options);
  const placesOf = ({ registry, name }: ImageReference, signal: AbortSignal | undefined): readonly Repository[] =>
    endpointsOf(options.registries, registry, name).map((endpoint) => ({ client, endpoint, signal }));
  const contents: ReferrerSource['contents'] = async (text, artifact, maxBytes, signal) =>
    firstOf(placesOf(parseReference(text), signal), (repository) => readContents(repository, artifact, maxBytes));
  return {
    resolve: async (text, choice, signal) => {
      const reference = parseReference(text);
      const naming = { reference: referenceText(reference), repository: repositoryOf(reference) };
      return firstOf(placesOf(reference, signal), async (repository) => {
        const root = await readManifest(repository, reference.digest ?? reference.tag ?? 'latest');
        return resolveTree(storeOf(repository), root, naming, choice);
      });
    },
    digestOf: async (text, signal) => {
      const reference = parseReference(text);
      return reference.digest ?? firstOf(placesOf(reference, signal), (repository) => readDigest(repository, reference.tag ?? 'latest'));
    },
    blob: async (image, layer, signal) => {
      // Such a layer's address is the image author's choice; fetching it has leaked credentials (CVE-2020-15157).
      if (layer.urls) throw new AppError('image-unsupported', 'A layer is kept outside the registry and is not fetched.');
      return firstOf(placesOf(parseReference(image.reference), signal), (repository) => openBlob(repository, options.pace, layer));
    },
    referrers: async (text, digest, artifactType, signal) =>
      // Mirrors often keep images without what is attached to them: an empty list there says nothing.
      firstOf(placesOf(parseReference(text), signal), (repository) => listReferrers(repository, digest, artifactType), hasSome),
    contents,
    attachments: {
      list: async (image, signal) =>
        firstOf(placesOf(parseReference(image.reference), signal), (repository) => listAttachments(repository, image), hasSome),
      contents,
    },
  };
};

const hasSome = (list: readonly unknown[]): boolean => list.length > 0;

// A mirror that fails, whatever the reason, only means that the next one is asked.
export const firstOf = async <T>(
  places: readonly Repository[],
  attempt: (repository: Repository) => Promise<T>,
  isEnough: (answer: T) => boolean = () => true,
): Promise<T> => {
  for (const place of places.slice(0, -1)) {
    try {
      const answer = await attempt(place);
      if (isEnough(answer)) return answer;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  const origin = places.at(-1);
  if (!origin) throw new AppError('internal', 'There is no registry to ask.');
  return attempt(origin);
};

export const openBlob = (repository: Repository, pace: Pace, { digest, size }: Descriptor, from = 0): Promise<Readable> =>
  resumable(
    size,
    (offset, closed) => {
      const signal = repository.signal ? AbortSignal.any([repository.signal, closed]) : closed;
      return openFound(
        { ...repository, signal },
        {
          path: `/blobs/${digest}`,
          what: `blob ${digest} of ${repository.endpoint.repository}`,
          ...(offset > 0 && { headers: { range: `bytes=${offset}-` } }),
        },
      );
    },
    (attempt, closed) => pace.wait(backoffMs(attempt, pace.random()), closed),
    from,
  );
