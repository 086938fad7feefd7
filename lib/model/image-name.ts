/**
 * An image reference as written, taken apart and not checked. `registry` is '' when it does not say one, `repository` is the registry
 * and the path as they stand there. Source: distribution/reference, grammar.
 */
export type ImageName = {
  readonly registry: string;
  readonly path: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
};

export const imageName = (reference: string): ImageName => {
  const [name = '', digest = ''] = splitOnce(reference, reference.indexOf('@'));
  const colon = name.lastIndexOf(':');
  // A colon before the last slash belongs to the registry's port.
  const [repository = '', tag = ''] = splitOnce(name, colon > name.lastIndexOf('/') ? colon : -1);
  const slash = repository.indexOf('/');
  const first = slash === -1 ? '' : repository.slice(0, slash);
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  return { registry: isRegistry ? first : '', path: isRegistry ? repository.slice(slash + 1) : repository, repository, tag, digest };
};

/** With what Docker Hub's short names leave out. Source: distribution/reference, normalize.go. */
export const longName = ({
  registry,
  path,
}: Pick<ImageName, 'registry' | 'path'>): { readonly registry: string; readonly path: string } => {
  const host = registry === '' || registry === 'index.docker.io' ? 'docker.io' : registry;
  return { registry: host, path: host === 'docker.io' && !path.includes('/') ? `library/${path}` : path };
};

const splitOnce = (text: string, at: number): [string, string] => (at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]);
