import { type Digest, isDigest } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import type { Descriptor } from '../../../ports/image-source.ts';
import type { Artifact } from '../../registry/distribution/artifacts.ts';
import { schemaVersion } from '../schema.ts';

/** The database as a registry keeps it: one content, the file packed with gzip; what it is stands in the annotations. */
export const artifactType = 'application/vnd.plimsoll.advisories.v1';
export const contentType = 'application/vnd.plimsoll.advisories.v1.sqlite+gzip';

const names = {
  created: 'org.opencontainers.image.created',
  digest: 'dev.plimsoll.advisories.digest',
  schema: 'dev.plimsoll.advisories.schema',
  size: 'dev.plimsoll.advisories.size',
} as const;

/** `size` in bytes of the file itself. */
export type DatabaseFacts = { readonly digest: Digest; readonly builtAt: string; readonly size: number };

/** A database in a registry, known before a byte of it is fetched. `reference` is by digest and always means the same file. */
export type PublishedDatabase = DatabaseFacts & { readonly reference: string; readonly artifact: Artifact; readonly content: Descriptor };

/** What a database may be at most; a content that unpacks to more is a bomb. */
const largestDatabase = 8 * 1024 * 1024 * 1024;

export const annotationsOf = ({ digest, builtAt, size }: DatabaseFacts): { readonly [name: string]: string } => ({
  [names.created]: builtAt,
  [names.digest]: digest,
  [names.schema]: String(schemaVersion),
  [names.size]: String(size),
});

/** Throws AppError `image-unsupported` for what is no advisory database or has another schema, `image-corrupt` for one that does not say what it is. */
export const publishedDatabase = (artifact: Artifact): PublishedDatabase => {
  const { reference, annotations, contents } = artifact;
  if (artifact.artifactType !== artifactType)
    throw new AppError(
      'image-unsupported',
      `${reference} is no advisory database but ${artifact.artifactType.slice(0, 100) || 'unnamed'}.`,
    );
  const schema = annotations[names.schema];
  if (schema !== String(schemaVersion))
    throw new AppError('image-unsupported', `${reference} has schema ${schema?.slice(0, 20)}, this version reads ${schemaVersion}.`);
  const [content, ...others] = contents;
  const digest = annotations[names.digest] ?? '';
  const size = Number(annotations[names.size]);
  const isSane = isDigest(digest) && Number.isSafeInteger(size) && size > 0 && size <= largestDatabase;
  if (!content || others.length > 0 || content.mediaType !== contentType || !isSane)
    throw new AppError('image-corrupt', `${reference} does not say what its database is.`);
  return { reference, artifact, content, digest, size, builtAt: annotations[names.created] ?? '' };
};
