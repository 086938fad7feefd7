import { compareApk } from './apk.ts';
import { compareDpkg } from './dpkg.ts';
import { compareMaven } from './maven.ts';
import { compareNuget } from './nuget.ts';
import { compareNumeric } from './numeric.ts';
import type { CompareVersions } from './order.ts';
import { compareComposer, comparePackagist } from './packagist.ts';
import { comparePep440 } from './pep440.ts';
import { compareRpm } from './rpm.ts';
import { compareRubygems } from './rubygems.ts';
import { compareBitnami, compareGo, comparePub, compareSemver } from './semver.ts';

/** OSV ecosystem, without its `:release` suffix, to its order of versions. Source: OSV schema, defined ecosystems. */
const schemes: ReadonlyMap<string, CompareVersions> = new Map([
  ['debian', compareDpkg],
  ['ubuntu', compareDpkg],
  ['echo', compareDpkg],
  ['opam', compareDpkg],
  ['alpine', compareApk],
  ['wolfi', compareApk],
  ['chainguard', compareApk],
  ['minimos', compareApk],
  ['alpaquita', compareApk],
  ['bellsoft', compareApk],
  ['bellsoft hardened containers', compareApk],
  ['cleanstart', compareApk],
  ['red hat', compareRpm],
  ['redhat', compareRpm],
  ['almalinux', compareRpm],
  ['rocky linux', compareRpm],
  ['suse', compareRpm],
  ['opensuse', compareRpm],
  ['mageia', compareRpm],
  ['openeuler', compareRpm],
  ['azure linux', compareRpm],
  ['amazon linux', compareRpm],
  ['oracle linux', compareRpm],
  ['fedora', compareRpm],
  ['photon os', compareRpm],
  ['npm', compareSemver],
  ['crates.io', compareSemver],
  ['hex', compareSemver],
  ['swifturl', compareSemver],
  ['bitnami', compareBitnami],
  ['github actions', compareSemver],
  ['semver', compareSemver],
  ['kubernetes', compareSemver],
  ['conancenter', compareSemver],
  ['julia', compareSemver],
  ['vscode', compareSemver],
  ['go', compareGo],
  ['pub', comparePub],
  ['pypi', comparePep440],
  ['maven', compareMaven],
  ['nuget', compareNuget],
  ['rubygems', compareRubygems],
  ['packagist', comparePackagist],
  ['cran', compareNumeric],
  ['hackage', compareNumeric],
  ['ghc', compareNumeric],
  ['bioconductor', compareNumeric],
]);

/** Rebuilds of somebody else's packages keep that somebody's order: `Root:Alpine:3.18`. */
const rebuilders: ReadonlySet<string> = new Set(['root', 'tuxcare', 'docker hardened images']);

/** How versions of an ecosystem compare; undefined for one that nobody here knows, which is "cannot compare" and never "not affected". */
export const schemeOf = (ecosystem: string): CompareVersions | undefined => {
  const known = found.get(ecosystem);
  if (known !== undefined) return known;
  const [base = '', of = ''] = ecosystem.toLowerCase().split(':');
  const scheme = schemes.get(rebuilders.has(base) ? of : base);
  if (scheme !== undefined && found.size < mostFound) found.set(ecosystem, scheme);
  return scheme;
};

/**
 * The order by which a package is held against a record's ranges: that of the tool which installs it, where it is another than the order of its texts.
 * Composer takes 2.0 and 2.0.0 for one version; a list of versions has them one after the other.
 */
export const rangeOrderOf = (ecosystem: string): CompareVersions | undefined => {
  const scheme = schemeOf(ecosystem);
  return scheme === comparePackagist ? compareComposer : scheme;
};

// Asked for each advisory of each package: splitting a name again and again costs more than looking it up.
const found = new Map<string, CompareVersions>();
const mostFound = 10_000;
