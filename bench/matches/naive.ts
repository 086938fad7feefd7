import { isAffected } from '../../lib/advisory/range.ts';
import { storedAffected } from '../../lib/advisory/stored.ts';
import { schemeOf } from '../../lib/advisory/version/scheme.table.ts';
import type { Package } from '../../lib/model/image.ts';
import type { Advisories } from '../../lib/ports/advisories.ts';

/** `ecosystem` is the one whose record says so. */
export type NaiveMatch = { readonly packageIndex: number; readonly id: string; readonly ecosystem: string };

/** The families of ecosystems in which a package of a purl type might be named. */
const families: { readonly [type: string]: readonly string[] } = {
  deb: ['Debian', 'Ubuntu'],
  apk: ['Alpine', 'Wolfi'],
  rpm: ['AlmaLinux', 'Red Hat', 'Rocky Linux'],
  golang: ['Go'],
  pypi: ['PyPI'],
  npm: ['npm'],
  maven: ['Maven'],
  gem: ['RubyGems'],
  bitnami: ['Bitnami'],
};

/** Each package's own name and version against every record of its family, whatever its release. */
export const naiveMatches = (packages: readonly Package[], advisories: Advisories): readonly NaiveMatch[] => {
  const all = [...(advisories.database()?.ecosystems ?? [])];
  const found = new Map<string, NaiveMatch>();
  for (const [packageIndex, { type, name, version }] of packages.entries())
    for (const ecosystem of all.filter((each) => families[type]?.includes(each.split(':')[0] ?? '') ?? false)) {
      const compare = schemeOf(ecosystem);
      for (const row of advisories.lookup(ecosystem, name)) {
        const isHit = compare && isAffected(version, storedAffected(row.affected), compare).kind === 'affected';
        const key = `${packageIndex} ${row.canonicalId}`;
        if (isHit && !found.has(key)) found.set(key, { packageIndex, id: row.canonicalId, ecosystem });
      }
    }
  return [...found.values()];
};
