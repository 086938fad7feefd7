/** An image's name as Kyverno's CEL takes it apart. `tag` is `latest` when neither is written, and absent beside a digest unless written. */
export type ImageReference = {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
};

const docker = 'index.docker.io';
const longest = 1_024;
const form = /^[a-z0-9_\-./]{2,255}$/;
const tagForm = /^[\w.-]{1,128}$/;
const digestForm = /^sha256:[0-9a-f]{64}$/;
const registryForm = /^(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;

/** Undefined for what names no image. Source: go-containerregistry, pkg/name, which Kyverno asks: Docker Hub is index.docker.io there. */
export const parseImage = (text: string): ImageReference | undefined => {
  if (text.length > longest) return undefined;
  const at = text.indexOf('@');
  const [named, digest] = at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  const colon = named.lastIndexOf(':');
  const isTagged = colon > named.lastIndexOf('/');
  const [path, tag] = isTagged ? [named.slice(0, colon), named.slice(colon + 1)] : [named, undefined];
  if (digest !== undefined && !digestForm.test(digest)) return undefined;
  if (tag !== undefined && !tagForm.test(tag)) return undefined;
  const { registry, rest } = splitRegistry(path);
  const repository = registry === docker && !rest.includes('/') ? `library/${rest}` : rest;
  if (!form.test(rest) || !registryForm.test(registry)) return undefined;
  return { registry, repository, digest, tag: tag ?? (digest === undefined ? 'latest' : undefined) };
};

const splitRegistry = (path: string): { readonly registry: string; readonly rest: string } => {
  const slash = path.indexOf('/');
  const first = path.slice(0, Math.max(slash, 0));
  if (!/[.:]/.test(first) && first !== 'localhost') return { registry: docker, rest: path };
  return { registry: first === 'docker.io' ? docker : first, rest: path.slice(slash + 1) };
};
