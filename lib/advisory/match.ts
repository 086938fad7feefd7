import type { AdvisoryMatches, ImageEvidence, VulnerabilityMatch } from '../model/evidence.ts';
import type { ImageContent, OperatingSystem } from '../model/image.ts';
import type { Advisories, AdvisoryRow } from '../ports/advisories.ts';
import { feedOf } from './distribution.ts';
import { type Asked, coverageOf, type Lookup, lookupOf } from './ecosystem.ts';
import { endOfLife } from './end-of-life.ts';
import { linkedAnswer } from './linked.ts';
import { isOfStream } from './modularity.ts';
import { isAffected } from './range.ts';
import { severityOf } from './severity.ts';
import { storedAffected } from './stored.ts';
import { rangeOrderOf } from './version/scheme.table.ts';
import { latestOf, markOf } from './vex/apply.ts';
import { attachedVexOf } from './vex/attached.ts';
import { unmatchedAttached } from './vex/attached-unmatched.ts';
import { storedStatement } from './vex/statement.ts';
import type { VexImage } from './vex/target.ts';

/** A gap is said once, with how many packages it concerns. */
type Gaps = { note(reason: string): void; list(): string[] };

/** Looks every package of an image up. What could not be looked up is a gap, so that "nothing found" never stands for "could not look". */
export const matchImage = (content: ImageContent, subject: number, advisories: Advisories, image?: VexImage): AdvisoryMatches => {
  const found = matchPackages(content.packages, content.os, subject, advisories);
  const matches = found.matches.map((match) => withVex(match, content, image, advisories));
  const unmatchedVex = image && found.database ? unmatchedAttached({ content, image, matches }) : [];
  return { ...found, matches, ...(unmatchedVex.length > 0 && { unmatchedVex }) };
};

/** The same for packages from anywhere; `os` is null where there is no distribution. `packageIndex` of a match is a place in the list. */
export const matchPackages = (
  packages: readonly Asked[],
  os: OperatingSystem | null,
  subject: number,
  advisories: Advisories,
): AdvisoryMatches => {
  const database = advisories.database();
  if (database === null) return { subject, database: null, matches: [], gaps: ['no advisory database is loaded'] };
  const coverage = coverageOf(os && feedOf(os), database.ecosystems);
  const gaps = countedGaps();
  const matches = packages.flatMap((found, packageIndex) => {
    if (isKernelHeaders(found)) return [];
    const lookup = lookupOf(found, coverage);
    if (lookup.kind === 'lookup') return matchPackage(lookup, { found, packageIndex }, advisories, gaps);
    gaps.note(lookup.reason);
    return [];
  });
  return {
    subject,
    database: { digest: database.digest, builtAt: database.builtAt },
    matches,
    gaps: [...endedSupport(os, database.builtAt), ...gaps.list()],
  };
};

/** How VEX documents may name it. */
export const vexImageOf = ({ subject }: ImageEvidence): VexImage => ({ digests: [subject.digest], repository: subject.repository });

/** Headers are installed to build against a kernel; the one that runs is the host's, whatever their version says. */
const isKernelHeaders = ({ type, name }: Asked): boolean =>
  ['deb', 'rpm', 'apk'].includes(type) &&
  /^(linux-libc-dev|linux-headers|kernel-(headers|devel|uek-headers|default-devel))(-|$)/.test(name);

/** Nobody publishes advisories for what nobody mends any more: none found says nothing then. As of the database's day, so that a replay agrees. */
const endedSupport = (os: OperatingSystem | null, builtAt: string): string[] => {
  const last = os && endOfLife(os);
  return os && last && last < builtAt.slice(0, 10)
    ? [`${os.prettyName || os.id} has had no security updates since ${last}: end of life`]
    : [];
};

const countedGaps = (): Gaps => {
  const counts = new Map<string, number>();
  return {
    note: (reason) => void counts.set(reason, (counts.get(reason) ?? 0) + 1),
    list: () => [...counts].map(([reason, count]) => `${reason} (${count} ${count === 1 ? 'package' : 'packages'})`).sort(),
  };
};

type AskedAt = { readonly found: Asked; readonly packageIndex: number };

/** One match an issue: of several records that say "affected" the first that knows a fix stands for all, before it one that knows the code. */
const matchPackage = (lookup: Lookup, asked: AskedAt, advisories: Advisories, gaps: Gaps): VulnerabilityMatch[] => {
  const byIssue = new Map<string, VulnerabilityMatch>();
  const unknown = new Set<string>();
  for (const ecosystem of lookup.ecosystems)
    for (const { name, version } of lookup.names)
      for (const row of advisories.lookup(ecosystem, name)) {
        const known = byIssue.get(row.canonicalId);
        if (known !== undefined && weight(known) === most) continue;
        const match = matchRow(row, { ecosystem, version, ...asked });
        if (match === 'unknown') unknown.add(`version ${version} of ${name} cannot be compared with every advisory about it`);
        else if (match !== null && (known === undefined || weight(match) > weight(known))) byIssue.set(row.canonicalId, match);
      }
  for (const reason of unknown) gaps.note(reason);
  return [...byIssue.values()];
};

/** GitHub's record of an issue names a module where Go's own names the packages inside: what the program links is told by the latter. */
const weight = ({ linked, fixedIn }: VulnerabilityMatch): number =>
  (linked === undefined ? 0 : linked ? 4 : 2) + (fixedIn === null ? 0 : 1);
const most = 5;

const withVex = (
  match: VulnerabilityMatch,
  content: ImageContent,
  image: VexImage | undefined,
  advisories: Advisories,
): VulnerabilityMatch => {
  const said = advisories.statements?.({ canonicalId: match.id, aliases: match.aliases }) ?? [];
  const found = content.packages[match.packageIndex];
  if (found === undefined || (said.length === 0 && !content.vex?.length)) return match;
  const place = { found, content, image };
  const imported = latestOf(
    said.flatMap((stored) => storedStatement(stored) ?? []),
    place,
  );
  // What the team has imported itself stands over what came with the image.
  if (imported) return { ...match, vex: markOf(imported) };
  const attachedVex = attachedVexOf([match.id, ...match.aliases], place);
  return attachedVex.length === 0 ? match : { ...match, attachedVex };
};

type Place = AskedAt & { readonly ecosystem: string; readonly version: string };

const matchRow = (row: AdvisoryRow, { ecosystem, version, found, packageIndex }: Place): VulnerabilityMatch | 'unknown' | null => {
  const compare = rangeOrderOf(ecosystem);
  if (compare === undefined) return 'unknown';
  const affected = storedAffected(row.affected);
  if (!isOfStream(found, affected)) return null;
  const answer = isAffected(version, affected, compare);
  if (answer.kind === 'unknown') return 'unknown';
  if (answer.kind === 'not-affected') return null;
  const rated = severityOf(row, affected);
  const code = linkedAnswer(affected.imports, found.name, found.linked);
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
    ...(answer.fixedIn === null || row.fixKnownSince === null ? {} : { fixPublished: row.fixKnownSince }),
    ...(affected.fixState === null ? {} : { vendorStatus: affected.fixState }),
    ...code,
  };
};
