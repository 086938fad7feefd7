/** Ecosystems without releases; a suffix, as in `Maven:<repository>`, says where a package comes from, which no image shows. */
const languages: ReadonlySet<string> = new Set([
  'npm',
  'PyPI',
  'Maven',
  'Go',
  'crates.io',
  'RubyGems',
  'Packagist',
  'NuGet',
  'Hex',
  'Pub',
  'SwiftURL',
  'Bitnami',
  'CRAN',
  'Hackage',
]);

/** The ecosystem under which records are kept and looked up. Source: OSV schema, defined ecosystems. */
export const ecosystemKey = (ecosystem: string): string => {
  const base = ecosystem.split(':', 1)[0] ?? '';
  return languages.has(base) ? base : ecosystem;
};

/**
 * A name as it is kept and looked up: two spellings that the registry takes for one package are one. Sources: PEP 503 for Python;
 * Composer and NuGet names do not tell cases apart; group and artifact of Maven are joined by a colon, as OSV has them.
 */
export const nameKey = (ecosystem: string, name: string): string => {
  switch (ecosystem) {
    case 'PyPI':
      return name.toLowerCase().replace(/[-_.]+/g, '-');
    case 'Maven':
      return name.replace('/', ':');
    case 'Packagist':
    case 'NuGet':
      return name.toLowerCase();
    default:
      return name;
  }
};
