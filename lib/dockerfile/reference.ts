/** An image reference taken apart. `registry` is '' when the reference does not say one. Source: distribution/reference, grammar. */
export type ImageName = { readonly registry: string; readonly path: string; readonly tag: string; readonly digest: string };

export const imageName = (reference: string): ImageName => {
  const [name = '', digest = ''] = splitOnce(reference, reference.indexOf('@'));
  const colon = name.lastIndexOf(':');
  // A colon before the last slash belongs to the registry's port.
  const [repository = '', tag = ''] = splitOnce(name, colon > name.lastIndexOf('/') ? colon : -1);
  const slash = repository.indexOf('/');
  const first = slash === -1 ? '' : repository.slice(0, slash);
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  return { registry: isRegistry ? first : '', path: isRegistry ? repository.slice(slash + 1) : repository, tag, digest };
};

const splitOnce = (text: string, at: number): [string, string] => (at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]);
