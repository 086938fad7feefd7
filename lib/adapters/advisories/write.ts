import type { Advisory, Affected } from '../../advisory/advisory.ts';
import { type AliasGroups, aliasGroups } from '../../advisory/canonical-id.ts';
import { ecosystemKey, nameKey } from '../../advisory/package-name.ts';
import { isAffected } from '../../advisory/range.ts';
import { scorer } from '../../advisory/score.ts';
import { storeAffected } from '../../advisory/stored.ts';
import { rangeOrderOf } from '../../advisory/version/scheme.table.ts';
import type { VexStatement } from '../../advisory/vex/statement.ts';
import type { Driver } from '../sqlite/driver.ts';
import { type FixesBefore, fixesOf } from './fixes.ts';
import { hashOf } from './hash.ts';
import type { Overlay } from './overlay.ts';
import { hashPackages, sortAffected } from './schema.ts';
import { writeStatements } from './vex.ts';

/** `add` gives how many packages the record speaks of. `finish` is called once, after every record; it gives how many statements speak of no issue that a record has. */
export type RecordWriter = {
  add(n: number, advisory: Advisory): number;
  finish(overlays: readonly Overlay[], statements: readonly VexStatement[]): number;
};

export const recordWriter = (db: Driver, fixesBefore: FixesBefore = () => undefined): RecordWriter => {
  const groups = aliasGroups();
  const score = scorer();
  const ecosystems = new Map<string, number>();
  const hashes: number[] = [];
  const insertRecord = db.prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const insertAffected = db.prepare('INSERT INTO raw_affected VALUES (?, ?, ?, ?, ?)');
  const insertRaw = db.prepare('INSERT INTO raw_issue VALUES (?, ?)');
  const insertEcosystem = db.prepare('INSERT INTO ecosystem VALUES (?, ?)');
  const ecosystemNumber = (name: string): number => {
    const known = ecosystems.get(name);
    if (known !== undefined) return known;
    const number = ecosystems.size + 1;
    insertEcosystem.run(number, name);
    ecosystems.set(name, number);
    return number;
  };
  return {
    add: (n, advisory) => {
      const cvss = score(advisory.affected.flatMap((each) => each.scores));
      const { fixed, fixes } = fixesOf(advisory, fixesBefore);
      insertRecord.run(n, advisory.id, advisory.summary, advisory.published, advisory.modified, cvss, fixed, fixes);
      const stored = advisory.affected.map((each) => JSON.stringify(storeAffected(withoutCovered(each))));
      hashes[n] = hashOf(`${advisory.id} ${cvss} ${stored.join()}`);
      for (const alias of advisory.aliases) groups.join(advisory.id, alias);
      // A bulletin that restates several issues is none of them itself.
      for (const id of advisory.upstream.length > 0 ? advisory.upstream : [advisory.id]) insertRaw.run(n, id);
      advisory.affected.forEach((each, part) => {
        const ecosystem = ecosystemKey(each.ecosystem);
        insertAffected.run(ecosystemNumber(ecosystem), nameKey(ecosystem, each.name), n, part, stored[part] ?? '');
      });
      return advisory.affected.length;
    },
    finish: (overlays, statements) => {
      const known = mergeOverlays(overlays);
      const said = writeStatements(db, groups, statements);
      writeIssues(db, groups, (id) => judgedOverlay(known.get(id)) + (said.get(id) ?? ''), hashes);
      addOverlays(db, known);
      db.exec(sortAffected);
      writeHashes(db, hashes);
      return Number(db.prepare('SELECT count(*) AS n FROM vex WHERE issue NOT IN (SELECT id FROM issue)').get()?.['n'] ?? 0);
    },
  };
};

/** Some sources list every version that their ranges hold already; such lists are half of their bytes and decide nothing. */
const withoutCovered = (affected: Affected): Affected => {
  const compare = rangeOrderOf(affected.ecosystem);
  if (affected.versions.length === 0 || affected.ranges.length === 0 || compare === undefined) return affected;
  const ranges = { ranges: affected.ranges, versions: [] };
  return { ...affected, versions: affected.versions.filter((version) => isAffected(version, ranges, compare).kind !== 'affected') };
};

/** Canonical ids are known only when every record has been read. */
const writeIssues = (db: Driver, groups: AliasGroups, saidOf: (id: string) => string, hashes: number[]): void => {
  const insertIssue = db.prepare('INSERT OR IGNORE INTO issue VALUES (?, ?)');
  const insertAlias = db.prepare('INSERT OR IGNORE INTO alias VALUES (?, ?)');
  const written = new Set<string>();
  for (const row of db.prepare('SELECT record, id FROM raw_issue ORDER BY rowid').iterate()) {
    const record = Number(row['record']);
    const id = String(row['id']);
    const canonical = groups.canonical(id);
    insertIssue.run(record, canonical);
    hashes[record] = added(hashes[record] ?? 0, hashOf(canonical + saidOf(canonical)));
    // Of a ring of a thousand aliases each would else write all the others again.
    if (written.has(canonical)) continue;
    const aliases = groups.aliases(id);
    if (aliases.length > 1) written.add(canonical);
    for (const alias of aliases) if (alias !== canonical) insertAlias.run(canonical, alias);
  }
  db.exec('DROP TABLE raw_issue');
};

/** Scores of exploitation change a little every day for every issue: only a step of a tenth counts as a change. */
const judgedOverlay = (overlay: Overlay | undefined): string =>
  overlay === undefined ? '' : ` ${overlay.kev} ${Math.floor((overlay.epss ?? 0) * 10)}`;

/** KEV and EPSS speak of one issue in two overlays. */
const mergeOverlays = (overlays: readonly Overlay[]): ReadonlyMap<string, Overlay> => {
  const merged = new Map<string, Overlay>();
  for (const overlay of overlays) {
    const before = merged.get(overlay.id);
    merged.set(overlay.id, before ? { ...overlay, kev: before.kev || overlay.kev, epss: overlay.epss ?? before.epss } : overlay);
  }
  return merged;
};

const addOverlays = (db: Driver, overlays: ReadonlyMap<string, Overlay>): void => {
  const insert = db.prepare('INSERT INTO overlay VALUES (?, ?, ?)');
  for (const { id, kev, epss } of overlays.values()) insert.run(id, kev ? 1 : 0, epss);
};

/** A sum does not mind the order of records. */
const added = (a: number, b: number): number => (a + b) % 2 ** 48;

const writeHashes = (db: Driver, hashes: readonly number[]): void => {
  const insert = db.prepare('INSERT INTO record_hash VALUES (?, ?)');
  for (const [record, value] of hashes.entries()) if (value !== undefined) insert.run(record, value);
  db.exec(hashPackages);
};
