import { indexName } from '../../advisory/ecosystem.ts';
import type { Package } from '../../model/image.ts';
import type { VendorPackage } from '../../model/vendor.ts';

/** Vendors' package managers as purl types. Source: Inspector API reference, PackageManager. */
const typesOfManager: ReadonlyMap<string, readonly string[]> = new Map([
  ['OS', ['deb', 'apk', 'rpm']],
  ['NPM', ['npm']],
  ['NODEPKG', ['npm']],
  ['YARN', ['npm']],
  ['PNPM', ['npm']],
  ['PIP', ['pypi']],
  ['PIPENV', ['pypi']],
  ['POETRY', ['pypi']],
  ['PYTHONPKG', ['pypi']],
  ['JAR', ['maven']],
  ['POM', ['maven']],
  ['GRADLE', ['maven']],
  ['GOBINARY', ['golang']],
  ['GOMOD', ['golang']],
  ['CARGO', ['cargo']],
  ['BUNDLER', ['gem']],
  ['GEMSPEC', ['gem']],
  ['COMPOSER', ['composer']],
  ['NUGET', ['nuget']],
  ['DOTNET_CORE', ['nuget']],
]);

/** Packages of an image as a vendor may name them: by their own name, or by that of their source. */
export type PackageFinder = { find(vendor: VendorPackage): readonly Package[] };

/**
 * The packages that a vendor means: of that name, of that version, at that path, each as far as it is said. A version that is written otherwise
 * is taken for the only one that there is; of several, none is guessed.
 */
export const packageFinder = (packages: readonly Package[]): PackageFinder => {
  const byName = new Map<string, Package[]>();
  const shelve = (type: string, name: string, found: Package): void => {
    const key = keyOf(type, name);
    const shelf = byName.get(key);
    if (shelf) shelf.push(found);
    else byName.set(key, [found]);
  };
  for (const found of packages) {
    shelve(found.type, found.name, found);
    if (found.source && found.source.name !== found.name) shelve(found.type, found.source.name, found);
  }
  const types = [...new Set(packages.map(({ type }) => type))];
  return {
    find: (vendor) => {
      const asked = (vendor.type && typesOfManager.get(vendor.type.toUpperCase())) || types;
      const named = asked.flatMap((type) => byName.get(keyOf(type, vendor.name)) ?? []);
      return atPath(vendor, ofVersion(vendor, named));
    },
  };
};

const keyOf = (type: string, name: string): string => `${type}\n${indexName(type, name)}`;

const ofVersion = (vendor: VendorPackage, named: readonly Package[]): readonly Package[] => {
  if (vendor.version === '') return named;
  const wanted = plain(vendor.version);
  const same = named.filter(({ version, source }) => plain(version) === wanted || (source && plain(source.version) === wanted));
  if (same.length > 0) return same;
  return new Set(named.map(({ version }) => version)).size === 1 ? named : [];
};

/** An epoch of nought is not always written, and Go's tools begin a version with a v. */
const plain = (version: string): string => version.replace(/^(0:|v(?=\d))/, '');

const atPath = ({ path }: VendorPackage, found: readonly Package[]): readonly Package[] => {
  const wanted = path?.replace(/^\/+/, '');
  const there = wanted ? found.filter((one) => one.path === wanted) : [];
  return there.length > 0 ? there : found;
};
