import type { Digest } from '../../../model/digest.ts';
import type { Referrer, ResolvedImage } from '../../../ports/image-source.ts';
import { parseDocument } from '../document.ts';
import { type Repository, readManifest } from './reader.ts';
import { ifFound, listReferrers, maxReferrers, tooMany } from './referrers.ts';

/** What is attached to an image or to the index that it is of, once each. */
export const listAttachments = async (repository: Repository, { digest, indexDigest }: ResolvedImage): Promise<readonly Referrer[]> => {
  const found: Referrer[] = [];
  for (const each of indexDigest ? [digest, indexDigest] : [digest])
    found.push(...(await listReferrers(repository, each, undefined)), ...(await ofCosign(repository, each)));
  if (indexDigest) found.push(...(await inIndex(repository, indexDigest, digest)));
  const distinct = [...new Map(found.map((one) => [one.digest, one])).values()];
  if (distinct.length > maxReferrers) throw tooMany();
  return distinct;
};

/** Source: sigstore/cosign, specs/SIGNATURE_SPEC.md and SBOM_SPEC.md: a tag of the image's digest with a suffix. */
const suffixes = {
  sig: 'application/vnd.dev.cosign.simplesigning.v1+json',
  att: 'application/vnd.dsse.envelope.v1+json',
  sbom: '',
} as const;

const ofCosign = async (repository: Repository, digest: Digest): Promise<readonly Referrer[]> => {
  const found: Referrer[] = [];
  for (const [suffix, artifactType] of Object.entries(suffixes)) {
    const stored = await ifFound(readManifest(repository, `${digest.replace(':', '-')}.${suffix}`));
    if (stored) found.push({ mediaType: stored.contentType, digest: stored.digest, size: stored.bytes.length, artifactType });
  }
  return found;
};

/** Source: BuildKit, "Image attestation storage". */
const inIndex = async (repository: Repository, indexDigest: Digest, image: Digest): Promise<readonly Referrer[]> => {
  const { bytes, contentType } = await readManifest(repository, indexDigest);
  const document = parseDocument(bytes, contentType);
  if (document.kind !== 'index') return [];
  return document.entries.flatMap(({ descriptor }) =>
    descriptor.annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' &&
    descriptor.annotations['vnd.docker.reference.digest'] === image
      ? [{ ...descriptor, artifactType: 'application/vnd.in-toto+json' }]
      : [],
  );
};
