import { readVexFiles } from '../adapters/advisories/vex.ts';
import { matchImage, matchPackages, vexImageOf } from '../advisory/match.ts';
import { storeStatement, type VexStatement } from '../advisory/vex/statement.ts';
import { type MatchedImage, unmatchedStatements } from '../advisory/vex/unmatched.ts';
import type { AdvisoryMatches, Evidence } from '../model/evidence.ts';
import { platformText } from '../model/subject.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { Advisories } from '../ports/advisories.ts';
import { type Baseline, baselineOf } from '../verdict/baseline.ts';
import { openedAdvisories } from './advisory-folder.ts';
import { inspectReference } from './inspect.ts';
import { localImages } from './local-images.ts';
import { layerBars } from './progress.ts';
import { unmatchedLine } from './statement-line.ts';

/**
 * Matches every image among the evidence, and every list of packages; the database is opened only when there is one to match.
 * `vex`: documents beside those of the database.
 */
export const matchAll = async (evidence: readonly Evidence[], vex: readonly string[] = []): Promise<AdvisoryMatches[]> => {
  const { statements, ignored } = readVexFiles(vex);
  for (const [reason, count] of Object.entries(ignored))
    process.stderr.write(`plimsoll: VEX: ${count} with ${reason}, not taken for a statement\n`);
  if (!evidence.some((one) => one.kind === 'image' || (one.kind === 'manifests' && one.packages))) return [];
  const advisories = await openedAdvisories();
  try {
    const known = withStatements(advisories, statements);
    const matched = evidence.flatMap((one, subject) => {
      if (one.kind === 'image') return [matchImage(one.content, subject, known, vexImageOf(one))];
      return one.kind === 'manifests' && one.packages ? [matchPackages(one.packages, null, subject, known)] : [];
    });
    for (const each of unmatchedStatements(statements, seenImages(evidence, matched)))
      process.stderr.write(`plimsoll: VEX: ${unmatchedLine(each)}\n`);
    return matched;
  } finally {
    advisories.close();
  }
};

/** What the policy measures against: the image that was named, or the one of the policy. Of `previous` a command knows nothing, and everything is new. */
export const baselinesFor = async (
  { baseline }: CompiledPolicy,
  evidence: readonly Evidence[],
  named: string | undefined,
): Promise<ReadonlyMap<string, readonly Baseline[]>> => {
  const reference = named ?? (baseline === 'previous' ? undefined : (baseline ?? undefined));
  if (baseline === null || reference === undefined) return new Map();
  const images = evidence.flatMap((one, subject) => (one.kind === 'image' ? [{ one, subject }] : []));
  if (images.length === 0) return new Map();
  const others = await inspectReference(localImages([reference]), reference, 'all', layerBars(process.stderr, true));
  const matched = await matchAll(others);
  const found = images.flatMap(({ one, subject }) => {
    const at = others.findIndex((each) => platformText(each.subject.platform) === platformText(one.subject.platform));
    const [other, matches] = [others[at], matched[at]];
    return other && matches ? [baselineOf(subject, other, matches)] : [];
  });
  return new Map([[baseline, found]]);
};

const seenImages = (evidence: readonly Evidence[], matched: readonly AdvisoryMatches[]): readonly MatchedImage[] =>
  matched.flatMap(({ subject, matches }) => {
    const one = evidence[subject];
    return one?.kind === 'image' ? [{ content: one.content, image: vexImageOf(one), matches }] : [];
  });

/** Documents that were handed in come after those of the database: of two of the same time the one at hand decides. */
const withStatements = (advisories: Advisories, statements: readonly VexStatement[]): Advisories => {
  if (statements.length === 0) return advisories;
  const byId = new Map<string, VexStatement[]>();
  for (const statement of statements) for (const id of new Set(statement.ids)) byId.set(id, [...(byId.get(id) ?? []), statement]);
  return {
    database: advisories.database,
    lookup: advisories.lookup,
    statements: (issue) => [
      ...(advisories.statements?.(issue) ?? []),
      ...[...new Set([issue.canonicalId, ...issue.aliases].flatMap((id) => byId.get(id) ?? []))].map(storeStatement),
    ],
  };
};
