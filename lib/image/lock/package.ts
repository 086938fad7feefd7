import { purl } from '../catalogue/purl.ts';
import type { LockedPackage } from './lock-file.ts';

/** What the parsers say of a package; `namespace` and `name` are joined as the ecosystem writes them. */
export type Stated = { readonly name: string; readonly version: string; readonly line: number; readonly development?: boolean };

/** Names with a slash (npm scope, vendor, Go path, Swift location) have what stands before the last one as the purl's namespace. */
export const locked = (type: string, { name, version, line, development = false }: Stated): LockedPackage => {
  const cut = type === 'maven' ? name.lastIndexOf(':') : name.lastIndexOf('/');
  const parts = cut > 0 ? { namespace: name.slice(0, cut), name: name.slice(cut + 1) } : { name };
  const shown = type === 'pypi' ? { name: normalisePython(name) } : type === 'golang' ? lowered(parts) : parts;
  return { type, name, version, purl: purl({ type, ...shown, version }), development, line };
};

/** Source: PEP 503, "Normalized Names". */
const normalisePython = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

// Source: purl-spec, type golang: namespace and name are lower case.
const lowered = (parts: { readonly namespace?: string; readonly name: string }): { namespace?: string; name: string } => ({
  ...(parts.namespace ? { namespace: parts.namespace.toLowerCase() } : {}),
  name: parts.name.toLowerCase(),
});
