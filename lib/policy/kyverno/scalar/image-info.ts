/**
 * An image reference taken apart as Kyverno's `images` variable has it. `registry` is `docker.io` when the reference names none; `path` is without
 * `library/`; `tag` is `latest` when there is neither tag nor digest, and '' with a digest alone; `name` is the last element of the path.
 */
export type ImageInfo = {
  readonly registry: string;
  readonly path: string;
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
  readonly reference: string;
  readonly referenceWithTag: string;
};

const domain =
  '(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const form = new RegExp(
  `^(${domain})/(${component}(?:/${component})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);
const longest = 1_024;
const longestPath = 255;

/** Undefined for what is no reference. Source: Kyverno, pkg/utils/image GetImageInfo, with the grammar of distribution/reference. */
export const imageInfoOf = (reference: string): ImageInfo | undefined => {
  const match = reference.length > longest ? null : form.exec(withRegistry(reference));
  if (!match) return undefined;
  const [, registry = '', path = '', written = '', digest = ''] = match;
  if (path.length > longestPath) return undefined;
  const tag = written === '' && digest === '' ? 'latest' : written;
  const repository = `${registry}/${path}`;
  return {
    registry,
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    tag,
    digest,
    reference: digest === '' ? `${repository}:${tag}` : `${repository}@${digest}`,
    referenceWithTag: `${repository}:${tag}`,
  };
};

const withRegistry = (reference: string): string => {
  const first = reference.slice(0, Math.max(reference.indexOf('/'), 0));
  const isRegistry = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  return reference.includes('/') && isRegistry ? reference : `docker.io/${reference}`;
};
