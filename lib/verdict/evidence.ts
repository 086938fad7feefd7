import type { BuildContext } from '../dockerfile/file.ts';
import { type Digest, digestOf, sha256 } from '../model/digest.ts';
import type { DockerfileEvidence, ManifestEvidence, SourceFile } from '../model/evidence.ts';
import type { JsonObject } from '../model/json.ts';

// Raised when reading the same text gives other objects or instructions: kept verdicts then tell their evidence apart.
const manifestReader = { name: 'manifest-reader', version: '1' };
const dockerfileReader = { name: 'dockerfile-reader', version: '1' };

/** All manifests of a change are one subject. `ref`: how the asker names them; the file names by default. */
export const manifestEvidence = (files: readonly SourceFile[], ref: string = namesOf(files)): ManifestEvidence => ({
  kind: 'manifests',
  subject: { kind: 'manifests', ref, digest: contentDigest(files) },
  inspector: manifestReader,
  files,
});

/** One object that came as JSON, as an admission request's; `previous`: the one that it takes the place of. */
export const objectEvidence = (object: JsonObject, name: string, previous?: JsonObject): ManifestEvidence => ({
  ...manifestEvidence([{ name, text: JSON.stringify(object) }]),
  objects: [object],
  ...(previous && { previous: [previous] }),
});

/** `context`: what is known of the folder that is built. The subject stays the Dockerfile's text. */
export const dockerfileEvidence = (file: SourceFile, ref: string = file.name, context?: BuildContext): DockerfileEvidence => ({
  kind: 'dockerfile',
  subject: { kind: 'dockerfile', ref, digest: contentDigest([file]) },
  inspector: dockerfileReader,
  files: typeof context?.ignore === 'string' ? [file, { name: `${file.name}.dockerignore`, text: context.ignore }] : [file],
  ...(context?.files && { listing: context.files }),
  ...(context?.isPartial && { listingIsPartial: true }),
});

/** One file has the digest that `sha256sum` prints for it; several have that of their names and digests, in any order. */
export const contentDigest = (files: readonly SourceFile[]): Digest => {
  const [first, ...others] = files;
  if (first && others.length === 0) return sha256(first.text);
  const listed = files.map(({ name, text }) => ({ name, digest: sha256(text) }));
  return digestOf(listed.sort((a, b) => (a.name === b.name ? order(a.digest, b.digest) : order(a.name, b.name))));
};

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const shownNames = 3;
const namesOf = (files: readonly SourceFile[]): string => {
  const names = files.slice(0, shownNames).map(({ name }) => name);
  const more = files.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
};
