import type { AdvisoryMatches, VulnerabilityMatch } from '../model/evidence.ts';
import type { ImageContent, Package } from '../model/image.ts';
import type { Advisories, AdvisoryRow } from '../ports/advisories.ts';
import { type Lookup, lookupOf } from './ecosystem.ts';
import { isAffected } from './range.ts';
import { severityOf } from './severity.ts';
import { storedAffected } from './stored.ts';
import { schemeOf } from './version/scheme.table.ts';

/** A gap is said once, with how many packages it concerns. */
type Gaps = Map<string, number>;

/** Looks every package of an image up. What could not be looked up is a gap, so that "nothing found" never stands for "could not look". */
export const matchImage = (content: ImageContent, subject: number, advisories: Advisories): AdvisoryMatches => {
  const database = advisories.database();
  if (database === null) return { subject, database: null, matches: [], gaps: ['no advisory database is loaded'] };
  const gaps: Gaps = new Map();
  const matches = content.packages.flatMap((found, packageIndex) => {
    const why = notMatched(found);
    if (why !== null) return [];
    const lookup = lookupOf(found, content.os);
    if (lookup.kind === 'gap') return note(gaps, lookup.reason);
    if (!database.ecosystems.has(lookup.ecosystem)) return note(gaps, `the advisory database has no records for ${lookup.ecosystem}`);
    return matchPackage(lookup, packageIndex, advisories, gaps);
  });
  return {
    subject,
    database: { digest: database.digest, builtAt: database.builtAt },
    matches,
    gaps: [...gaps].map(([reason, count]) => `${reason} (${count} ${count === 1 ? 'package' : 'packages'})`).sort(),
  };
};

/** Packages that are judged elsewhere: the distribution answers for what it installed, and headers are not the running kernel. */
const notMatched = (found: Package): string | null => {
  if (found.osOwned === true) return 'installed by the distribution, which is matched itself';
  if (found.name === 'linux-libc-dev' || found.name === 'kernel-headers' || found.name === 'linux-headers')
    return 'kernel headers are not a kernel';
  return null;
};

const note = (gaps: Gaps, reason: string): [] => {
  gaps.set(reason, (gaps.get(reason) ?? 0) + 1);
  return [];
};

/** One match an issue: of several records with the same canonical id the first that says "affected" stands for all. */
const matchPackage = (lookup: Lookup, packageIndex: number, advisories: Advisories, gaps: Gaps): VulnerabilityMatch[] => {
  const byIssue = new Map<string, VulnerabilityMatch>();
  for (const { name, version } of lookup.names)
    for (const row of advisories.lookup(lookup.ecosystem, name)) {
      if (byIssue.has(row.canonicalId)) continue;
      const match = matchRow(row, lookup.ecosystem, name, version, packageIndex, gaps);
      if (match !== null) byIssue.set(row.canonicalId, match);
    }
  return [...byIssue.values()];
};

const matchRow = (
  row: AdvisoryRow,
  ecosystem: string,
  name: string,
  version: string,
  packageIndex: number,
  gaps: Gaps,
): VulnerabilityMatch | null => {
  const compare = schemeOf(ecosystem);
  const affected = storedAffected(row.affected);
  const answer = compare === undefined ? ({ kind: 'unknown' } as const) : isAffected(version, affected, compare);
  if (answer.kind === 'unknown') note(gaps, `version ${version} of ${name} cannot be compared with ${row.id}`);
  if (answer.kind !== 'affected') return null;
  const rated = severityOf(row, affected);
  return {
    id: row.canonicalId,
    aliases: row.aliases,
    severity: rated.severity,
    severitySource: rated.source,
    summary: row.summary,
    packageIndex,
    range: answer.range,
    fixedIn: answer.fixedIn,
    ...(row.cvss === null ? {} : { cvss: row.cvss }),
    ...(row.epss === null ? {} : { epss: row.epss }),
    ...(row.kev ? { kev: true } : {}),
    ...(row.published === null ? {} : { published: row.published }),
    ...(affected.fixState === null ? {} : { vendorStatus: affected.fixState }),
  };
};
