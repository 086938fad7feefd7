import type { Package } from '../model/image.ts';
import type { Feed } from './distribution.ts';
import { nameKey } from './package-name.ts';

/** Where a package is looked up: names in the order they are tried, and the version to compare with each. */
export type Lookup = {
  readonly kind: 'lookup';
  readonly ecosystems: readonly string[];
  readonly names: readonly { readonly name: string; readonly version: string }[];
};

export type Gap = { readonly kind: 'gap'; readonly reason: string };

/** Purl type to OSV ecosystem, for packages that do not depend on a distribution. Sources: purl-spec types; OSV schema, defined ecosystems. */
const languages: ReadonlyMap<string, string> = new Map([
  ['npm', 'npm'],
  ['pypi', 'PyPI'],
  ['maven', 'Maven'],
  ['golang', 'Go'],
  ['cargo', 'crates.io'],
  ['gem', 'RubyGems'],
  ['composer', 'Packagist'],
  ['nuget', 'NuGet'],
  ['hex', 'Hex'],
  ['pub', 'Pub'],
  ['swift', 'SwiftURL'],
  ['bitnami', 'Bitnami'],
  ['cran', 'CRAN'],
  ['hackage', 'Hackage'],
]);

/** An ecosystem whose order of versions is that of a purl type. */
export const ecosystemOfType = (type: string): string | undefined =>
  languages.get(type) ??
  new Map([
    ['deb', 'Debian'],
    ['apk', 'Alpine'],
    ['rpm', 'Red Hat'],
  ]).get(type);

/** The purl types whose packages an ecosystem's records may name. */
export const typesOfEcosystem = (ecosystem: string): readonly string[] => {
  const known = [...languages].flatMap(([type, name]) => (name === ecosystem ? [type] : []));
  return known.length > 0 ? known : [...distributionPackages];
};

/** A name as packages of this type are indexed: Go's purls have lost the case of their paths. */
export const indexName = (type: string, name: string): string =>
  type === 'golang' ? name.toLowerCase() : nameKey(languages.get(type) ?? '', name);

const distributionPackages = new Set(['deb', 'apk', 'rpm']);

/** What an image's packages are looked up in: its distribution, and the ecosystems that the database has. `feed` is null without an os-release. */
export type Coverage = { readonly feed: Feed | null; readonly ecosystems: ReadonlySet<string>; readonly ofFeed: readonly string[] };

export const coverageOf = (feed: Feed | null, ecosystems: ReadonlySet<string>): Coverage => ({
  feed,
  ecosystems,
  ofFeed: feed?.kind === 'feed' ? [...ecosystems].filter(feed.covers).sort() : [],
});

/** What is asked of a package, wherever it was found. */
export type Asked = Pick<Package, 'type' | 'name' | 'version' | 'purl' | 'source' | 'osOwned' | 'thirdParty' | 'linked'>;

/** Where to look a package up, or why nobody can. */
export const lookupOf = (found: Asked, coverage: Coverage): Lookup | Gap => {
  // What the distribution built is the distribution's to judge: it mends without raising the version.
  if (distributionPackages.has(found.type) || found.osOwned === true) return distributionLookup(found, coverage);
  const ecosystem = languages.get(found.type);
  if (ecosystem === undefined) return gap(`no advisory feed for packages of type ${found.type}`);
  if (!coverage.ecosystems.has(ecosystem)) return gap(`the advisory database has no records for ${ecosystem}`);
  if (found.version === '' || found.version === '(devel)') return gap(`built without a version: ${found.name}`);
  return { kind: 'lookup', ecosystems: [ecosystem], names: [{ name: nameKey(ecosystem, found.name), version: found.version }] };
};

const gap = (reason: string): Gap => ({ kind: 'gap', reason });

const distributionLookup = (found: Asked, { feed, ofFeed }: Coverage): Lookup | Gap => {
  if (feed === null) return gap('the operating system is not known');
  if (feed.kind === 'none') return gap(feed.reason);
  if (ofFeed.length === 0) return gap(`the advisory database has no records for ${feed.wanted}`);
  if (found.thirdParty === true) return gap('not built by the distribution, whose advisories do not speak of it');
  return { kind: 'lookup', ecosystems: ofFeed, names: found.osOwned === true ? [] : namesOf(found, feed.by) };
};

const namesOf = (found: Asked, by: 'source' | 'binary' | 'either'): Lookup['names'] => {
  const own = { name: found.name, version: found.version };
  const { source } = found;
  if (source === undefined || by === 'binary') return [own];
  const built = { name: source.name, version: withEpoch(found, source.version || found.version) };
  if (by === 'source' || source.name === found.name) return [built];
  return [built, own];
};

/** The name of a source rpm leaves its epoch out; without it every fix with an epoch would look newer. */
const withEpoch = ({ type, version }: Asked, source: string): string => {
  const epoch = type === 'rpm' && !source.includes(':') ? /^\d+:/.exec(version)?.[0] : undefined;
  return `${epoch ?? ''}${source}`;
};
