import type { Readable } from 'node:stream';
import { parseReference, repositoryOf } from '../../../image/reference.ts';
import { type Digest, sha256 } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import { listAt, objectAt, stringAt } from '../../../model/json.ts';
import type { Descriptor } from '../../../ports/image-source.ts';
import { descriptorOf } from '../document.ts';
import { type ImageSourceOptions, realPace } from '../image-source.ts';
import { parseObject } from '../json.ts';
import { createClient } from './client.ts';
import { noCredentials } from './credentials.ts';
import { firstOf, openBlob } from './distribution.ts';
import { type Repository, readManifest } from './reader.ts';
import { endpointsOf } from './settings.ts';
import { type Sendable, uploadBlob } from './upload.ts';

/** Something that a registry keeps and that is no image. `reference` names it by digest: `host/name@sha256:…`. */
export type Artifact = {
  readonly reference: string;
  readonly digest: Digest;
  readonly artifactType: string;
  readonly annotations: { readonly [name: string]: string };
  readonly contents: readonly Descriptor[];
};

export type NewArtifact = {
  readonly artifactType: string;
  readonly annotations: { readonly [name: string]: string };
  readonly content: Sendable;
};

/** Artifacts of registries. Throws as `ImageSource` does. Source: OCI image-spec 1.1, "Guidelines for Artifact Usage". */
export type Artifacts = {
  find(reference: string, signal?: AbortSignal): Promise<Artifact>;
  /** The content from byte `from` on, over as many connections as it takes; whoever reads it checks its digest. */
  open(artifact: Artifact, content: Descriptor, from: number, signal?: AbortSignal): Promise<Readable>;
  /** Sends it and puts the reference's tag on it. Answers with the reference by digest. */
  publish(reference: string, artifact: NewArtifact, more?: { signal?: AbortSignal; onProgress?(bytes: number): void }): Promise<string>;
};

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const emptyType = 'application/vnd.oci.empty.v1+json';
const emptyBytes = Buffer.from('{}');
const empty: Sendable = {
  mediaType: emptyType,
  digest: sha256(emptyBytes),
  size: emptyBytes.length,
  read: async (offset, length) => emptyBytes.subarray(offset, offset + length),
};

export const createArtifacts = (options: Omit<ImageSourceOptions, 'local'>): Artifacts => {
  const { egress, registries = {}, credentials = noCredentials, stallMs = 30_000, pace = realPace } = options;
  const client = createClient({ egress, credentials, pace, stallMs });
  const placesOf = (text: string, signal: AbortSignal | undefined): readonly Repository[] => {
    const { registry, name } = parseReference(text);
    return endpointsOf(registries, registry, name).map((endpoint) => ({ client, endpoint, signal }));
  };
  return {
    find: async (text, signal) => {
      const reference = parseReference(text);
      const { bytes, digest } = await firstOf(placesOf(text, signal), (place) =>
        readManifest(place, reference.digest ?? reference.tag ?? 'latest'),
      );
      return { ...artifactOf(bytes), reference: `${repositoryOf(reference)}@${digest}`, digest };
    },
    open: async ({ reference }, content, from, signal) => {
      if (content.urls) throw new AppError('image-unsupported', 'The content is kept outside the registry and is not fetched.');
      return firstOf(placesOf(reference, signal), (place) => openBlob(place, pace, content, from));
    },
    publish: async (text, artifact, { signal, onProgress } = {}) => {
      const reference = parseReference(text);
      if (reference.digest !== undefined)
        throw new AppError('invalid-reference', `${text}: a digest is what publishing answers with; name a tag.`);
      // A mirror takes no pushes: the registry itself is the last.
      const origin = placesOf(text, signal).at(-1);
      if (!origin) throw new AppError('internal', 'There is no registry to ask.');
      const place: Repository = { ...origin, endpoint: { ...origin.endpoint, access: 'pull,push' } };
      await uploadBlob(place, empty);
      await uploadBlob(place, artifact.content, onProgress);
      const body = manifestOf(artifact);
      const { status, body: answer } = await client.get(place.endpoint, {
        path: `/manifests/${reference.tag ?? 'latest'}`,
        what: 'manifest',
        method: 'PUT',
        headers: { 'content-type': manifestType },
        body,
        ...(signal && { signal }),
      });
      answer.resume();
      if (status === 404) throw new AppError('image-not-found', `${place.endpoint.host} has no ${place.endpoint.repository}.`);
      return `${repositoryOf(reference)}@${sha256(body)}`;
    },
  };
};

const manifestOf = ({ artifactType, annotations, content: { mediaType, digest, size } }: NewArtifact): Buffer =>
  Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      artifactType,
      config: { mediaType: empty.mediaType, digest: empty.digest, size: empty.size },
      layers: [{ mediaType, digest, size }],
      annotations,
    }),
  );

const artifactOf = (bytes: Uint8Array): Pick<Artifact, 'artifactType' | 'annotations' | 'contents'> => {
  const body = parseObject(bytes, 'manifest');
  const annotations = Object.entries(objectAt(body, 'annotations')).flatMap(([name, text]) =>
    typeof text === 'string' ? [[name, text]] : [],
  );
  return {
    artifactType: stringAt(body, 'artifactType') ?? stringAt(objectAt(body, 'config'), 'mediaType') ?? '',
    annotations: Object.fromEntries(annotations),
    contents: listAt(body, 'layers').map((layer) => descriptorOf(layer, 'content')),
  };
};
