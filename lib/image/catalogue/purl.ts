/** A package URL. Source: package-url/purl-spec, PURL-SPECIFICATION.rst; qualifiers come sorted by key, empty ones are left out. */
export const purl = (parts: {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: { readonly [key: string]: string | undefined };
}): string => {
  const namespace = parts.namespace ? `${parts.namespace.split('/').filter(Boolean).map(encodePart).join('/')}/` : '';
  const version = parts.version ? `@${encodePart(parts.version)}` : '';
  const qualifiers = Object.entries(parts.qualifiers ?? {})
    .filter((entry): entry is [string, string] => Boolean(entry[1]))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encodePart(value)}`)
    .join('&');
  return `pkg:${parts.type}/${namespace}${encodePart(parts.name)}${version}${qualifiers ? `?${qualifiers}` : ''}`;
};

// Lone surrogates have no percent encoding; the replacement character stands for them.
const encodePart = (text: string): string =>
  encodeURIComponent(text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'))
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
