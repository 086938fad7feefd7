import type { OperatingSystem, Package } from '../model/image.ts';

/** Where a package is looked up: names in the order they are tried, and the version to compare with each. */
export type Lookup = {
  readonly kind: 'lookup';
  readonly ecosystem: string;
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

const distributionPackages = new Set(['deb', 'apk', 'rpm']);

/** Where to look a package up, or why nobody can. */
export const lookupOf = (found: Package, os: OperatingSystem | null): Lookup | Gap => {
  if (distributionPackages.has(found.type)) return distributionLookup(found, os);
  const ecosystem = languages.get(found.type);
  if (ecosystem === undefined) return { kind: 'gap', reason: `no advisory feed for packages of type ${found.type}` };
  return { kind: 'lookup', ecosystem, names: [{ name: languageName(found), version: found.version }] };
};

const distributionLookup = (found: Package, os: OperatingSystem | null): Lookup | Gap => {
  if (os === null) return { kind: 'gap', reason: 'the operating system is not known' };
  const ecosystem = distributionEcosystem(os);
  if (ecosystem === null) return { kind: 'gap', reason: `no advisory feed for ${os.prettyName || os.id}` };
  const source =
    found.source === undefined || found.source.name === found.name
      ? []
      : [{ name: found.source.name, version: found.source.version || found.version }];
  return { kind: 'lookup', ecosystem, names: [...source, { name: found.name, version: found.version }] };
};

/** A distribution's OSV ecosystem with its release. Source: OSV schema, "defined ecosystems". */
export const distributionEcosystem = ({ id, versionId }: OperatingSystem): string | null => {
  const [major = '', minor = ''] = versionId.split('.');
  switch (id) {
    case 'debian':
      return major === '' ? 'Debian' : `Debian:${major}`;
    case 'ubuntu':
      // Every second year's April release is the long-term one.
      return `Ubuntu:${versionId}${minor === '04' && Number(major) % 2 === 0 ? ':LTS' : ''}`;
    case 'alpine':
      return versionId.includes('_alpha') || major === '' ? 'Alpine:edge' : `Alpine:v${major}.${minor}`;
    case 'wolfi':
      return 'Wolfi';
    case 'chainguard':
      return 'Chainguard';
    case 'almalinux':
      return `AlmaLinux:${major}`;
    case 'rocky':
      return `Rocky Linux:${major}`;
    case 'rhel':
      return `Red Hat:enterprise_linux:${major}`;
    case 'opensuse-leap':
      return `openSUSE:Leap ${versionId}`;
    case 'opensuse-tumbleweed':
      return 'openSUSE:Tumbleweed';
    case 'sles':
      return `SUSE:Linux Enterprise Server ${minor === '' || minor === '0' ? major : `${major} SP${minor}`}`;
    case 'mageia':
      return `Mageia:${major}`;
    case 'openEuler':
      return `openEuler:${versionId}`;
    case 'azurelinux':
      return `Azure Linux:${major}`;
    default:
      return null;
  }
};

/** Names as advisories spell them. Sources: PEP 503 for Python; Composer and NuGet names do not tell cases apart. */
const languageName = ({ type, name }: Package): string => {
  switch (type) {
    case 'pypi':
      return name.toLowerCase().replace(/[-_.]+/g, '-');
    case 'maven':
      return name.replace('/', ':');
    case 'composer':
      return name.toLowerCase();
    default:
      return name;
  }
};
