import { digestOf, sha256 } from './digest.ts';
import type { DockerfileEvidence, Inspector, ManifestEvidence, SourceFile } from './evidence.ts';

/** Text is its own evidence: what reads it has no version of its own. */
const inspector: Inspector = { name: 'plimsoll-text', version: '1' };

/** One file has the digest of its bytes, as `sha256sum` gives it; several have one that their names and order do not change. */
const contentDigest = (files: readonly SourceFile[]) => {
  const digests = files.map(({ text }) => sha256(text)).sort();
  return digests.length === 1 && digests[0] ? digests[0] : digestOf(digests);
};

const refOf = (files: readonly SourceFile[]): string => {
  const [first] = files;
  return files.length > 1 ? `${first?.name ?? ''} and ${files.length - 1} more` : (first?.name ?? '');
};

export const manifestEvidence = (files: readonly SourceFile[]): ManifestEvidence => ({
  kind: 'manifests',
  subject: { kind: 'manifests', ref: refOf(files), digest: contentDigest(files) },
  inspector,
  files,
});

export const dockerfileEvidence = (files: readonly SourceFile[]): DockerfileEvidence => ({
  kind: 'dockerfile',
  subject: { kind: 'dockerfile', ref: refOf(files), digest: contentDigest(files) },
  inspector,
  files,
});
