/** The parts of a package URL that name a package. Source: package-url specification, PURL-SPECIFICATION. */
export type PurlParts = { readonly type: string; readonly name: string; readonly version: string | undefined };

/** Undefined for text that is no purl. `name` holds the namespace; qualifiers and subpath are left out. */
export const purlParts = (text: string): PurlParts | undefined => {
  if (!text.startsWith('pkg:')) return undefined;
  const path = (text.slice('pkg:'.length).split(/[?#]/, 1)[0] ?? '').replace(/^\/+/, '');
  const slash = path.indexOf('/');
  if (slash <= 0) return undefined;
  const rest = path.slice(slash + 1);
  const at = rest.lastIndexOf('@');
  // An @ before the last slash starts a scope (npm) and not a version.
  const hasVersion = at > rest.lastIndexOf('/');
  const type = path.slice(0, slash).toLowerCase();
  const name = normalName(type, decoded(hasVersion ? rest.slice(0, at) : rest));
  return name === '' ? undefined : { type, name, version: hasVersion ? decoded(rest.slice(at + 1)) : undefined };
};

/** Names are compared as the type's ecosystem compares them. Source: package-url specification, PURL-TYPES. */
const normalName = (type: string, name: string): string => {
  if (type === 'pypi') return name.toLowerCase().replace(/[-_.]+/g, '-');
  return ['github', 'bitbucket', 'deb', 'apk', 'composer', 'hex'].includes(type) ? name.toLowerCase() : name;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
