import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Advisory } from '../../advisory/advisory.ts';
import { aliasGroups } from '../../advisory/canonical-id.ts';
import { readRecord } from '../../advisory/record.ts';
import { scorer } from '../../advisory/score.ts';
import { storeAffected } from '../../advisory/stored.ts';
import type { Digest } from '../../model/digest.ts';
import type { Json } from '../../model/json.ts';
import { type Driver, openDriver } from '../sqlite/driver.ts';
import type { Overlay } from './overlay.ts';
import { type RecordText, recordsIn } from './records.ts';
import { indexes, schema, schemaVersion } from './schema.ts';

/** What a build took and what it left, with the reason; `file` is named by its content. */
export type BuildReport = {
  readonly digest: Digest;
  readonly file: string;
  readonly records: number;
  readonly affected: number;
  readonly withdrawn: number;
  readonly gitRanges: number;
  readonly refused: { readonly [reason: string]: number };
};

export type BuildOptions = {
  readonly sources: readonly string[];
  readonly folder: string;
  readonly builtAt: string;
  readonly overlays?: readonly Overlay[];
  readonly onRecord?: (count: number) => void;
};

/** Builds aside and swaps the pointer at the end: readers see the former file until then, and a failed build leaves it in place. */
export const buildAdvisories = async (options: BuildOptions): Promise<BuildReport> => {
  mkdirSync(options.folder, { recursive: true });
  // Two builds at once work on two files; the last to finish wins.
  const aside = join(options.folder, `building-${process.pid}-${process.hrtime.bigint()}.db`);
  try {
    const counts = await fill(aside, options);
    const digest = await digestOfFile(aside);
    const file = `advisories-${digest.slice(7, 23)}.db`;
    renameSync(aside, join(options.folder, file));
    point(options.folder, file, digest);
    return { digest, file, ...counts };
  } finally {
    rmSync(aside, { force: true });
  }
};

/** `current.json` names the file in use; a rename replaces it in one step. */
const point = (folder: string, file: string, digest: Digest): void => {
  const aside = join(folder, `current-${process.pid}.json`);
  writeFileSync(aside, JSON.stringify({ file, digest }));
  renameSync(aside, join(folder, 'current.json'));
};

type Counts = Omit<BuildReport, 'digest' | 'file'>;

const fill = async (path: string, options: BuildOptions): Promise<Counts> => {
  const db = await openDriver(path, { timeout: 1_000 });
  try {
    // Nobody reads the file before it is whole, so nothing is gained by syncing each write.
    db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536');
    db.exec(schema);
    db.exec('CREATE TEMP TABLE raw_issue (record INTEGER NOT NULL, id TEXT NOT NULL)');
    db.exec('BEGIN');
    const counts = await addRecords(db, options);
    addOverlays(db, options.overlays ?? []);
    db.prepare('INSERT INTO meta VALUES (?, ?), (?, ?)').run('schema', String(schemaVersion), 'builtAt', options.builtAt);
    db.exec('COMMIT');
    db.exec(indexes);
    return counts;
  } finally {
    db.close();
  }
};

const addRecords = async (db: Driver, options: BuildOptions): Promise<Counts> => {
  const writer = recordWriter(db);
  const counts = { records: 0, affected: 0, withdrawn: 0, gitRanges: 0 };
  const refused: { [reason: string]: number } = {};
  for (const source of options.sources)
    for await (const text of recordsIn(source)) {
      const read = parse(text);
      if (read.kind === 'refused') {
        refused[read.reason] = (refused[read.reason] ?? 0) + 1;
        continue;
      }
      counts.gitRanges += read.advisory.ignoredRanges;
      if (read.advisory.withdrawn !== null) {
        counts.withdrawn += 1;
        continue;
      }
      counts.records += 1;
      counts.affected += writer.add(counts.records, read.advisory);
      if (counts.records % 5_000 === 0) options.onRecord?.(counts.records);
    }
  writer.finish();
  return { ...counts, refused };
};

const parse = ({ text }: RecordText): ReturnType<typeof readRecord> | { readonly kind: 'refused'; readonly reason: 'not-json' } => {
  try {
    const value: Json = JSON.parse(text);
    return readRecord(value);
  } catch {
    return { kind: 'refused', reason: 'not-json' };
  }
};

type RecordWriter = { add(n: number, advisory: Advisory): number; finish(): void };

const recordWriter = (db: Driver): RecordWriter => {
  const groups = aliasGroups();
  const score = scorer();
  const ecosystems = new Map<string, number>();
  const insertRecord = db.prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)');
  const insertAffected = db.prepare('INSERT INTO affected VALUES (?, ?, ?, ?, ?)');
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
      const scores = advisory.affected.flatMap((each) => each.scores);
      insertRecord.run(n, advisory.id, advisory.summary, advisory.published, advisory.modified, score(scores));
      for (const alias of advisory.aliases) groups.join(advisory.id, alias);
      // A bulletin that restates several issues is none of them itself.
      for (const id of advisory.upstream.length > 0 ? advisory.upstream : [advisory.id]) insertRaw.run(n, id);
      advisory.affected.forEach((each, part) => {
        insertAffected.run(ecosystemNumber(each.ecosystem), each.name, n, part, JSON.stringify(storeAffected(each)));
      });
      return advisory.affected.length;
    },
    finish: () => writeIssues(db, groups),
  };
};

/** Canonical ids are known only when every record has been read. */
const writeIssues = (db: Driver, groups: ReturnType<typeof aliasGroups>): void => {
  const insertIssue = db.prepare('INSERT OR IGNORE INTO issue VALUES (?, ?)');
  const insertAlias = db.prepare('INSERT OR IGNORE INTO alias VALUES (?, ?)');
  for (const { record, id } of db.prepare('SELECT record, id FROM raw_issue ORDER BY record').iterate()) {
    const canonical = groups.canonical(String(id));
    insertIssue.run(Number(record), canonical);
    for (const alias of groups.aliases(String(id))) if (alias !== canonical) insertAlias.run(canonical, alias);
  }
  db.exec('DROP TABLE raw_issue');
};

const addOverlays = (db: Driver, overlays: readonly Overlay[]): void => {
  const insert = db.prepare(
    'INSERT INTO overlay VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET kev = max(kev, excluded.kev), epss = coalesce(excluded.epss, epss)',
  );
  for (const { id, kev, epss } of overlays) insert.run(id, kev ? 1 : 0, epss);
};

const digestOfFile = async (path: string): Promise<Digest> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
};
