import { type Digest, sha256 } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import type { AttachedSbom, AttachedVex, Incomplete, OperatingSystem, Package } from '../../model/image.ts';
import type { Attachments, Referrer, ReferrerContent, ResolvedImage } from '../../ports/image-source.ts';
import { packagesIn } from '../sbom/read/read.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import type { AttachedTrust } from './trust.ts';
import { readVexCandidate, type VexCandidate } from './vex.ts';

/** All that attached bills of materials say of an image, before it is laid beside what the layers show. */
export type Attached = {
  readonly sboms: readonly (AttachedSbom & { readonly os: OperatingSystem | null })[];
  readonly packages: readonly Package[];
  readonly vex?: readonly AttachedVex[];
  readonly incomplete: readonly Incomplete[];
};

const utf8 = new TextDecoder();
const maxContentBytes = 32 * 1024 * 1024;
const mostArtifacts = 20;
const mostPackages = 50_000;

/** What the type of an artifact rules out need not be fetched: signatures, provenance of others, charts. An empty one says nothing. */
const maybeWanted = /^$|cyclonedx|spdx|syft|openvex|csaf|in-toto|dsse|sigstore\.bundle/;

/**
 * Bills of materials and VEX documents that the policy trusts. What could not be had or is not trusted is in `incomplete`; nothing of it is used. Throws what
 * `list` throws: whether anything is attached is not known then.
 */
export const collectAttached = async (
  attachments: Attachments,
  image: ResolvedImage,
  trust: AttachedTrust,
  signal?: AbortSignal,
): Promise<Attached> => {
  const digests = image.indexDigest ? [image.digest, image.indexDigest] : [image.digest];
  const listed = (await attachments.list(image, signal)).filter(({ artifactType }) => maybeWanted.test(artifactType));
  const sboms: Attached['sboms'][number][] = [];
  const packages: Package[] = [];
  const vex: AttachedVex[] = [];
  const incomplete: Incomplete[] = [];
  const leftOut = (artifact: Referrer, why: string): void =>
    void incomplete.push({ code: 'sbom-left-out', message: `the attached artifact ${artifact.digest.slice(0, 19)} was left out: ${why}` });
  if (listed.length > mostArtifacts)
    incomplete.push({ code: 'sbom-left-out', message: `only the first ${mostArtifacts} of ${listed.length} attached artifacts were read` });
  for (const artifact of listed.slice(0, mostArtifacts)) {
    for (const candidate of await candidatesOf(attachments, { image, digests, artifact, signal }, trust)) {
      if (candidate.kind === 'refused') leftOut(artifact, candidate.why);
      if (candidate.kind !== 'trusted') continue;
      if (!('reading' in candidate)) {
        const { text, digest, key } = candidate;
        if (!vex.some((one) => one.digest === digest && one.key === key))
          vex.push({ digest, artifact: artifact.digest, key, digests, text });
        continue;
      }
      const digest = sha256(candidate.text);
      const found = packagesIn(candidate.reading, digest);
      if (packages.length + found.length > mostPackages) leftOut(artifact, `more than ${mostPackages} packages`);
      else if (!sboms.some((one) => one.digest === digest)) {
        const { format, os, unnamed } = candidate.reading;
        sboms.push({ digest, artifact: artifact.digest, format, key: candidate.key, packages: found.length, os });
        packages.push(...found.map((one) => ({ ...one, confidence: 'attached' as const })));
        if (unnamed > 0)
          incomplete.push({
            code: 'sbom-without-purl',
            message: `${unnamed} components of an attached bill of materials have no package URL`,
          });
      }
    }
  }
  return { sboms, packages, incomplete, ...(trust.vex && { vex }) };
};

type Asked = {
  readonly image: ResolvedImage;
  readonly digests: readonly Digest[];
  readonly artifact: Referrer;
  readonly signal: AbortSignal | undefined;
};

const candidatesOf = async (
  attachments: Attachments,
  asked: Asked,
  trust: AttachedTrust,
): Promise<readonly (Candidate | VexCandidate)[]> => {
  let contents: readonly ReferrerContent[];
  try {
    contents = await attachments.contents(asked.image.reference, asked.artifact, maxContentBytes, asked.signal);
  } catch (error) {
    asked.signal?.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    return [{ kind: 'refused', why: error.publicMessage }];
  }
  return contents.flatMap(({ bytes }) => {
    const text = utf8.decode(bytes);
    return [
      ...(trust.sboms ? [readCandidate(text, asked.digests, trust.sboms)] : []),
      ...(trust.vex ? [readVexCandidate(text, asked.digests, trust.vex)] : []),
    ];
  });
};
