import { type Digest, sha256 } from '../../model/digest.ts';
import { AppError, type ErrorCode } from '../../model/error.ts';
import type { AttachedSbom, AttachedVex, Incomplete, OperatingSystem, Package } from '../../model/image.ts';
import type { ImageSignatures } from '../../model/signature.ts';
import type { Attachments, Referrer, ReferrerContent, ResolvedImage } from '../../ports/image-source.ts';
import { packagesIn } from '../sbom/read/read.ts';
import { askFor } from '../signature/ask.ts';
import { collectSignatures, unseenSignatures } from '../signature/collect.ts';
import type { Looked } from '../signature/read.ts';
import { readCandidate, type SbomCandidate } from './candidate.ts';
import { openContent } from './statement.ts';
import type { AttachedTrust } from './trust.ts';
import { readVexCandidate, type VexCandidate } from './vex.ts';

type FoundSbom = AttachedSbom & { readonly os: OperatingSystem | null };
type Candidate = SbomCandidate | VexCandidate;

/** All that attached documents say of an image, before it is laid beside what the layers show. A kind that no policy trusts is absent. */
export type Attached = {
  readonly sboms?: readonly FoundSbom[];
  readonly packages: readonly Package[];
  readonly vex?: readonly AttachedVex[];
  readonly signatures?: ImageSignatures;
  readonly incomplete: readonly Incomplete[];
};

const utf8 = new TextDecoder();
const maxContentBytes = 32 * 1024 * 1024;
const mostArtifacts = 20;
const mostPackages = 50_000;

/** What the type of an artifact rules out need not be fetched: signatures, charts. None says nothing, nor does `empty`, as cosign 2.6 lists its bundles. */
const maybeWanted = /^$|oci\.empty|cyclonedx|spdx|syft|openvex|csaf|in-toto|dsse|sigstore\.bundle/;

/**
 * Bills of materials and VEX documents that the policy trusts, and signatures of whomever where one asks for some. What could not be had or is not trusted is in
 * `incomplete`; nothing of it is used. Throws what `list` throws: whether anything is attached is not known then.
 */
export const collectAttached = async (
  attachments: Attachments,
  image: ResolvedImage,
  trust: AttachedTrust,
  signal?: AbortSignal,
): Promise<Attached> => {
  const digests = digestsOf(image);
  const all = await attachments.list(image, signal);
  const read: ReadContents = async (artifact) => {
    try {
      return await attachments.contents(image.reference, artifact, maxContentBytes, signal);
    } catch (error) {
      // That nobody waits any more says nothing of the artifact.
      signal?.throwIfAborted();
      throw error;
    }
  };
  const signatures = await signaturesAmong(all, image, read, trust);
  const listed = trust.sboms || trust.vex ? (all ?? []).filter(({ artifactType }) => maybeWanted.test(artifactType)) : [];
  const found: Found = { digests, sboms: [], packages: [], vex: [], incomplete: [] };
  if (listed.length > mostArtifacts)
    found.incomplete.push({
      code: leftOutCode,
      message: `only the first ${mostArtifacts} of ${listed.length} attached artifacts were read`,
    });
  for (const artifact of listed.slice(0, mostArtifacts))
    for (const candidate of await candidatesOf(read, { digests, artifact }, trust)) take(candidate, artifact, found);
  const { sboms, packages, vex, incomplete } = found;
  return { packages, incomplete, ...(trust.sboms && { sboms }), ...(trust.vex && { vex }), ...(signatures && { signatures }) };
};

/** What is known where nobody answered. */
export const nothingAttached = (image: ResolvedImage, trust: AttachedTrust, message: string, code?: ErrorCode): Attached => ({
  packages: [],
  incomplete: [{ code: 'attached-unread', message }],
  ...(asksSignatures(image, trust) && { signatures: unseenSignatures(lookedFor(image, trust), { message, ...(code && { code }) }) }),
});

const digestsOf = ({ digest, indexDigest }: ResolvedImage): readonly Digest[] => (indexDigest ? [digest, indexDigest] : [digest]);

const lookedFor = (image: ResolvedImage, { signatures = [] }: AttachedTrust): Omit<Looked, 'root'> => {
  const types = new Set(signatures.flatMap(({ require }) => require.map(({ type }) => type)));
  return { types: [...types], digests: digestsOf(image) };
};

const asksSignatures = ({ repository }: ResolvedImage, { signatures = [] }: AttachedTrust): boolean =>
  askFor(signatures, repository) !== undefined;

const signaturesAmong = async (
  listed: readonly Referrer[] | null,
  image: ResolvedImage,
  read: ReadContents,
  trust: AttachedTrust,
): Promise<ImageSignatures | undefined> => {
  if (!asksSignatures(image, trust)) return undefined;
  const looked = lookedFor(image, trust);
  if (listed === null) return unseenSignatures(looked, { message: 'where the image comes from nothing tells what is attached to it' });
  return collectSignatures(listed, read, { ...looked, root: trust.root });
};

type ReadContents = (artifact: Referrer) => Promise<readonly ReferrerContent[]>;

type Found = {
  readonly digests: readonly Digest[];
  readonly sboms: FoundSbom[];
  readonly packages: Package[];
  readonly vex: AttachedVex[];
  readonly incomplete: Incomplete[];
};

const leftOutCode = 'attached-left-out';
const leftOut = (artifact: Referrer, why: string): Incomplete => ({
  code: leftOutCode,
  message: `the attached artifact ${artifact.digest.slice(0, 19)} was left out: ${why}`,
});

const take = (candidate: Candidate, artifact: Referrer, found: Found): void => {
  switch (candidate.kind) {
    case 'other':
      return;
    case 'refused':
      found.incomplete.push(leftOut(artifact, candidate.why));
      return;
    case 'sbom':
      takeSbom(candidate, artifact, found);
      return;
    case 'vex': {
      const { text, signers } = candidate;
      const digest = sha256(text);
      for (const key of signers)
        if (!found.vex.some((one) => one.digest === digest && one.key === key))
          found.vex.push({ digest, artifact: artifact.digest, key, digests: found.digests, text });
    }
  }
};

const takeSbom = ({ reading, text, signers }: SbomCandidate & { kind: 'sbom' }, artifact: Referrer, found: Found): void => {
  const digest = sha256(text);
  // As a referrer and by a tag of cosign, or signed anew: it lists the same.
  if (found.sboms.some((one) => one.digest === digest)) return;
  const { format, os, unnamed } = reading;
  const packages = packagesIn(reading, digest);
  if (found.packages.length + packages.length > mostPackages) {
    found.incomplete.push(leftOut(artifact, `more than ${mostPackages} packages`));
    return;
  }
  found.sboms.push({ digest, artifact: artifact.digest, format, key: signers[0] ?? null, packages: packages.length, os });
  found.packages.push(...packages.map((one) => ({ ...one, confidence: 'attached' as const })));
  if (unnamed > 0)
    found.incomplete.push({
      code: 'sbom-without-purl',
      message: `${unnamed} components of an attached bill of materials have no package URL`,
    });
};

type Asked = {
  readonly digests: readonly Digest[];
  readonly artifact: Referrer;
};

const candidatesOf = async (read: ReadContents, asked: Asked, trust: AttachedTrust): Promise<readonly Candidate[]> => {
  let contents: readonly ReferrerContent[];
  try {
    contents = await read(asked.artifact);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ kind: 'refused', why: error.publicMessage }];
  }
  return contents.flatMap(({ bytes, annotations }) => {
    const opened = openContent(utf8.decode(bytes), annotations);
    const { root } = trust;
    const sbom = trust.sboms && readCandidate(opened, asked.digests, { ...trust.sboms, root });
    const vex = trust.vex && readVexCandidate(opened, asked.digests, { ...trust.vex, root });
    // One document that is both is refused for one reason.
    const isSaid = vex?.kind === 'refused' && sbom?.kind === 'refused' && vex.why === sbom.why;
    return [...(sbom ? [sbom] : []), ...(vex && !isSaid ? [vex] : [])];
  });
};
