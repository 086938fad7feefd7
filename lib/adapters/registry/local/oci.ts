import type { Readable } from 'node:stream';
import { type Digest, sha256 } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import type { PlatformChoice, ReferrerContent, ResolvedImage } from '../../../ports/image-source.ts';
import { contentsOf } from '../artifact.ts';
import { type ContentStore, checkDigest, maxConfigBytes, maxManifestBytes, type StoredManifest } from '../content.ts';
import { type IndexEntry, parseDocument } from '../document.ts';
import { resolveTree } from '../resolve.ts';
import { attachmentsAmong, isAttachment } from './attachments.ts';
import { type LocalImages, type LocalQuery, nameLocal } from './images.ts';
import { type Container, readRange, streamRange } from './range.ts';

const indexName = 'index.json';

/** Null: the container is no OCI layout. Source: OCI image-spec, image-layout. */
export const openOci = async (container: Container): Promise<LocalImages | null> => {
  const range = await container.find(indexName);
  if (!range) return null;
  const bytes = await readRange(range, maxManifestBytes);
  const store = storeOf(container);
  return {
    resolve: (query, choice) => resolveLayout(store, bytes, query, choice),
    blob: async (layer) => blobOf(container, layer.digest),
    attachments: {
      list: async (image) => attachmentsAmong(store, entriesOf(bytes), image),
      contents: async ({ digest }, maxBytes) => {
        const contents: ReferrerContent[] = [];
        for (const content of contentsOf((await store.manifest(digest)).bytes, maxBytes)) {
          const { mediaType, annotations } = content;
          contents.push({ mediaType, bytes: await documentOf(container, content.digest, maxBytes), ...(annotations && { annotations }) });
        }
        return contents;
      },
    },
  };
};

const entriesOf = (bytes: Buffer): readonly IndexEntry[] => {
  const document = parseDocument(bytes, '');
  if (document.kind !== 'index') throw new AppError('image-corrupt', 'The layout has an index.json that is no index.');
  return document.entries;
};

const blobName = (digest: Digest): string => `blobs/sha256/${digest.slice('sha256:'.length)}`;

const blobOf = async (container: Container, digest: Digest): Promise<Readable> => {
  const range = await container.find(blobName(digest));
  if (!range) throw missing(digest);
  return streamRange(range);
};

const documentOf = async (container: Container, digest: Digest, maxBytes: number): Promise<Buffer> => {
  const range = await container.find(blobName(digest));
  if (!range) throw missing(digest);
  const bytes = await readRange(range, maxBytes);
  checkDigest(bytes, digest, 'document');
  return bytes;
};

const storeOf = (container: Container): ContentStore => {
  const read = (digest: Digest, maxBytes: number): Promise<Buffer> => documentOf(container, digest, maxBytes);
  return {
    manifest: async (digest) => ({ bytes: await read(digest, maxManifestBytes), digest, contentType: '' }),
    config: (digest) => read(digest, maxConfigBytes),
    has: async (digest) => (await container.find(blobName(digest))) !== undefined,
  };
};

const resolveLayout = async (
  store: ContentStore,
  bytes: Buffer,
  query: LocalQuery,
  choice: PlatformChoice | undefined,
): Promise<readonly ResolvedImage[]> => {
  const entries = entriesOf(bytes).filter(
    (entry) => !entry.isAttestation && !isAttachment(entry) && (query.tag === undefined || isNamed(entry, query.tag)),
  );
  if (entries.length === 0)
    throw new AppError('image-not-found', query.tag ? `The layout has no image ${query.tag}.` : 'The layout has no image.');
  const images: ResolvedImage[] = [];
  for (const roots of groups(entries)) {
    const [first] = roots;
    const naming = nameLocal(query, first && imageName(first), entries.length > 1);
    images.push(...(await resolveTree(store, await rootOf(store, roots, bytes), naming, choice)));
  }
  return [...new Map(images.map((image) => [image.digest, image])).values()];
};

// Several entries with a platform and no name are one image for several platforms; names make them images of their own.
const groups = (entries: readonly IndexEntry[]): readonly (readonly IndexEntry[])[] =>
  entries.every((entry) => imageName(entry) === undefined && entry.platform !== null) ? [entries] : entries.map((entry) => [entry]);

const rootOf = async (store: ContentStore, entries: readonly IndexEntry[], index: Buffer): Promise<StoredManifest> => {
  const [only, ...others] = entries;
  if (only && others.length === 0) return store.manifest(only.descriptor.digest);
  return { bytes: index, digest: sha256(index), contentType: '' };
};

// Source: OCI image-spec, annotations; containerd, images.AnnotationImageName.
const imageName = ({ descriptor: { annotations } }: IndexEntry): string | undefined =>
  annotations?.['io.containerd.image.name'] ?? annotations?.['org.opencontainers.image.ref.name'];

const isNamed = ({ descriptor: { annotations, digest } }: IndexEntry, tag: string): boolean =>
  digest === tag || annotations?.['org.opencontainers.image.ref.name'] === tag || annotations?.['io.containerd.image.name'] === tag;

const missing = (digest: Digest): AppError => new AppError('image-corrupt', 'A blob of the image is missing.', { internal: digest });
