import { type Digest, isDigest } from '../../../model/digest.ts';
import { objectAt, stringAt } from '../../../model/json.ts';
import type { Referrer, ResolvedImage } from '../../../ports/image-source.ts';
import type { ContentStore } from '../content.ts';
import { type IndexEntry, parseDocument } from '../document.ts';
import { parseObject } from '../json.ts';

const most = 200;

/** Sources: sigstore/cosign, specs/SIGNATURE_SPEC.md and what `cosign save` calls its entries; OCI distribution-spec, "Referrers Tag Schema". */
const kinds = new Map([
  ['dev.cosignproject.cosign/sigs', 'application/vnd.dev.cosign.simplesigning.v1+json'],
  ['dev.cosignproject.cosign/atts', 'application/vnd.dsse.envelope.v1+json'],
]);
const suffixes = new Map([
  ['.sig', 'application/vnd.dev.cosign.simplesigning.v1+json'],
  ['.att', 'application/vnd.dsse.envelope.v1+json'],
  ['.sbom', ''],
]);
const tagForm = /^sha256-([0-9a-f]{64})(|\.sig|\.att|\.sbom)$/;

const tagOf = ({ descriptor: { annotations } }: IndexEntry): RegExpExecArray | null =>
  tagForm.exec(annotations?.['org.opencontainers.image.ref.name'] ?? '');

const kindOf = ({ descriptor: { annotations } }: IndexEntry): string | undefined => kinds.get(annotations?.['kind'] ?? '');

/** What was copied into a layout with an image, and is none. */
export const isAttachment = (entry: IndexEntry): boolean =>
  entry.artifactType !== null || kindOf(entry) !== undefined || tagOf(entry) !== null;

/** What of it is attached to this image or its index; null: nothing, and whether there was something where it was copied from is not known. */
export const attachmentsAmong = async (
  store: ContentStore,
  entries: readonly IndexEntry[],
  { digest, indexDigest }: ResolvedImage,
): Promise<readonly Referrer[] | null> => {
  const digests = indexDigest ? [digest, indexDigest] : [digest];
  const found: Referrer[] = [];
  for (const entry of entries.filter(isAttachment).slice(0, most)) found.push(...(await attachedBy(store, entry, digests)));
  return found.length > 0 ? [...new Map(found.map((one) => [one.digest, one])).values()] : null;
};

const attachedBy = async (store: ContentStore, entry: IndexEntry, digests: readonly Digest[]): Promise<readonly Referrer[]> => {
  const { descriptor, artifactType } = entry;
  const kind = kindOf(entry);
  if (kind !== undefined) return [{ ...descriptor, artifactType: kind }];
  const tag = tagOf(entry);
  if (tag) {
    const [, hex = '', suffix = ''] = tag;
    if (!digests.includes(`sha256:${hex}`)) return [];
    return suffix === '' ? listed(store, descriptor.digest) : [{ ...descriptor, artifactType: suffixes.get(suffix) ?? '' }];
  }
  const { bytes } = await store.manifest(descriptor.digest);
  const subject = stringAt(objectAt(parseObject(bytes, 'manifest'), 'subject'), 'digest') ?? '';
  return isDigest(subject) && digests.includes(subject) ? [{ ...descriptor, artifactType: artifactType ?? '' }] : [];
};

const listed = async (store: ContentStore, index: Digest): Promise<readonly Referrer[]> => {
  const { bytes, contentType } = await store.manifest(index);
  const document = parseDocument(bytes, contentType);
  if (document.kind !== 'index') return [];
  return document.entries.map(({ descriptor, artifactType }) => ({ ...descriptor, artifactType: artifactType ?? '' }));
};
