import { sha256 } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import type { ImageEvidence, SourceFile } from '../../../model/evidence.ts';
import { hasNul, nul } from './nul.ts';
import { sbomEvidence } from './read.ts';

/** Looking this many up takes about a second; images have a few thousand. */
const mostPackages = 50_000;

const claimed = 'sbom:';

/**
 * A bill of materials that somebody handed to the service, judged as the document that it is. Whoever wrote it may say what he likes: its subject is the
 * document's own digest, never the image that it names, and its repository is marked as a claim, so that no gate ever answers for an image from it.
 * Throws AppError `invalid-request` and `too-large`, with the place.
 */
export const handedInSbom = ({ name, text }: SourceFile, observedAt: string): ImageEvidence => {
  const refuse = (code: 'invalid-request' | 'too-large', message: string): never => {
    throw new AppError(code, `${name}: ${message}`, { places: [{ pointer: '/sbom', message }] });
  };
  const found =
    sbomEvidence(text, name, observedAt) ??
    refuse('invalid-request', 'no bill of materials: CycloneDX, SPDX 2 and syft-json are read, as JSON');
  if (hasNul(text)) refuse('invalid-request', nul);
  const { length } = found.content.packages;
  if (length > mostPackages) refuse('too-large', `more than ${mostPackages} packages`);
  return { ...found, subject: { ...found.subject, digest: sha256(text), repository: `${claimed}${found.subject.repository}` } };
};

/** The name of a repository without the mark of a claim. */
export const claimedRepository = (repository: string): string =>
  repository.startsWith(claimed) ? repository.slice(claimed.length) : repository;
