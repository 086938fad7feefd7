import { type Digest, isDigest } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import { longName } from '../model/image-name.ts';

/** A registry reference, normalised. `registry` may carry a port; `tag` is absent only when a digest was given. */
export type ImageReference = {
  readonly registry: string;
  readonly name: string;
  readonly tag?: string;
  readonly digest?: Digest;
};

// Source: github.com/distribution/reference, regexp.go (grammar), normalize.go (docker.io, library, latest).
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const registryForm = new RegExp(`^(?:${label}(?:\\.${label})*\\.?|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?$`);
const partForm = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;
const maxNameLength = 255;
const maxLength = 1024;

/** Throws AppError `invalid-reference`. */
export const parseReference = (text: string): ImageReference => {
  const [rest = '', digest, ...more] = text.replace(/^docker:\/\//, '').split('@');
  if (text.length > maxLength || more.length > 0) throw invalid(text, 'it is not of the form registry/name:tag@digest');
  if (digest !== undefined && !isDigest(digest)) throw invalid(text, 'its digest is not sha256: and 64 lower-case hex digits');
  const [path, tag] = splitTag(rest);
  if (tag !== undefined && !tagForm.test(tag)) throw invalid(text, 'its tag has a character that tags cannot have, or more than 128');
  const { registry, name } = splitRegistry(path);
  if (!registryForm.test(registry) || !isPort(registry)) throw invalid(text, `${JSON.stringify(registry)} is not a registry's host`);
  if (!name.split('/').every((part) => partForm.test(part))) throw invalid(text, nameProblem(name));
  if (registry.length + name.length >= maxNameLength) throw invalid(text, 'its name is longer than 255 characters');
  if (digest === undefined && /^[0-9a-f]{64}$/.test(rest)) throw invalid(text, 'it is an image id, which no registry knows');
  return { registry, name, ...(tagOrLatest(tag, digest) ?? {}), ...(digest !== undefined && { digest }) };
};

/** Whether a text names an OCI layout or a saved archive by prefix. Who may name which is for the image source to say. */
export const isLocalReference = (text: string): boolean => /^(oci|oci-layout|oci-archive|docker-archive):/.test(text);

/** `docker.io/library/alpine:3.20@sha256:…`. */
export const referenceText = ({ registry, name, tag, digest }: ImageReference): string =>
  `${registry}/${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

export const repositoryOf = ({ registry, name }: ImageReference): string => `${registry}/${name}`;

const tagOrLatest = (tag: string | undefined, digest: Digest | undefined): { readonly tag: string } | undefined => {
  if (tag !== undefined) return { tag };
  return digest === undefined ? { tag: 'latest' } : undefined;
};

const splitTag = (text: string): readonly [string, string | undefined] => {
  const colon = text.lastIndexOf(':');
  return colon > text.lastIndexOf('/') ? [text.slice(0, colon), text.slice(colon + 1)] : [text, undefined];
};

const splitRegistry = (path: string): { readonly registry: string; readonly name: string } => {
  const slash = path.indexOf('/');
  const first = path.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  // A host told apart by its capitals alone keeps them: in lower case it would read as a part of the name.
  const host = /[.:]/.test(first) ? first.toLowerCase() : first;
  const long = longName({ registry: isHost ? host : '', path: isHost ? path.slice(slash + 1) : path });
  return { registry: long.registry, name: long.path };
};

const isPort = (registry: string): boolean => {
  const [, port = '443'] = /:(\d+)$/.exec(registry) ?? [];
  return Number(port) >= 1 && Number(port) <= 65_535;
};

const nameProblem = (name: string): string =>
  name !== name.toLowerCase() ? 'its name must be in lower case' : 'its name has a part that repositories cannot have';

const invalid = (text: string, why: string): AppError =>
  new AppError('invalid-reference', `${JSON.stringify(text.slice(0, 200))} is not an image reference: ${why}.`);
