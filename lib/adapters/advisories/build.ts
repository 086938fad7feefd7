import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from '../../advisory/record.ts';
import type { VexStatement } from '../../advisory/vex/statement.ts';
import type { Digest } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import type { Json } from '../../model/json.ts';
import { type Driver, openDriver } from '../sqlite/driver.ts';
import { type FixesBefore, fixesBeforeIn } from './fixes.ts';
import type { Overlay } from './overlay.ts';
import { fileOf, tidy, writePointer } from './pointer.ts';
import { recordsIn } from './records.ts';
import { indexes, schema, schemaVersion } from './schema.ts';
import { digestOfFile } from './verify.ts';
import { recordWriter } from './write.ts';

/** What a build took and what it left, with the reason; `file` is named by its content. */
export type BuildReport = {
  readonly digest: Digest;
  readonly file: string;
  readonly records: number;
  readonly affected: number;
  readonly withdrawn: number;
  readonly gitRanges: number;
  readonly refused: { readonly [reason: string]: number };
  /** VEX statements about issues that no record has. */
  readonly unknownIssues: number;
};

export type BuildOptions = {
  readonly sources: readonly string[];
  readonly folder: string;
  readonly builtAt: string;
  readonly overlays?: readonly Overlay[];
  readonly vex?: readonly VexStatement[];
  /** A build that grows over this is given up, as is one that fills the disk. */
  readonly largestBytes?: number;
  readonly onRecord?: (count: number) => void;
};

const largestDatabase = 8 * 1024 * 1024 * 1024;

/** Builds aside and swaps the pointer at the end: readers see the former file until then, and a failed build leaves it in place. */
export const buildAdvisories = async (options: BuildOptions): Promise<BuildReport> => {
  mkdirSync(options.folder, { recursive: true });
  // Two builds at once work on two files; the last to finish wins.
  const aside = join(options.folder, `building-${process.pid}-${process.hrtime.bigint()}`);
  try {
    const counts = await fill(`${aside}.db`, options);
    const digest = await digestOfFile(`${aside}.db`);
    const file = fileOf(digest);
    syncFile(`${aside}.db`);
    renameSync(`${aside}.db`, join(options.folder, file));
    writePointer(options.folder, { file, digest }, `${aside}.json`);
    tidy(options.folder, Date.now());
    return { digest, file, ...counts };
  } catch (cause) {
    throw cause instanceof AppError
      ? cause
      : new AppError('unavailable', `the build failed, the former database stays: ${reasonOf(cause)}`, { cause });
  } finally {
    for (const left of [`${aside}.db`, `${aside}.json`]) rmSync(left, { force: true });
  }
};

/** The pointer must not reach the disk before what it points to. */
const syncFile = (path: string): void => {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

type Counts = Omit<BuildReport, 'digest' | 'file'>;

const fill = async (path: string, options: BuildOptions): Promise<Counts> => {
  const before = await fixesBeforeIn(options.folder);
  const db = await openDriver(path, { timeout: 1_000 });
  try {
    // Nobody reads the file before it is whole, so nothing is gained by syncing each write.
    db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -49152');
    db.exec(`PRAGMA page_size = 4096; PRAGMA max_page_count = ${Math.ceil((options.largestBytes ?? largestDatabase) / 4096)}`);
    db.exec(schema);
    db.exec('BEGIN');
    const counts = addRecords(db, options, before.of);
    db.prepare('INSERT INTO meta VALUES (?, ?), (?, ?)').run('schema', String(schemaVersion), 'builtAt', options.builtAt);
    db.exec('COMMIT');
    db.exec(indexes);
    return counts;
  } finally {
    before.close();
    db.close();
  }
};

const addRecords = (db: Driver, options: BuildOptions, before: FixesBefore): Counts => {
  const writer = recordWriter(db, before);
  const counts = { records: 0, affected: 0, withdrawn: 0, gitRanges: 0 };
  const refused: { [reason: string]: number } = {};
  for (const source of options.sources) {
    let texts = 0;
    for (const text of recordsIn(source)) {
      texts += 1;
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
    requireRecords(source, texts);
  }
  requireRecords(options.sources.join(', '), counts.records + counts.withdrawn, refused);
  const unknownIssues = writer.finish(options.overlays ?? [], options.vex ?? []);
  return { ...counts, refused, unknownIssues };
};

/** An empty database would call every image clean, or a gap at best: a slip of a path or an address must not put one in use. */
const requireRecords = (source: string, count: number, refused: BuildReport['refused'] = {}): void => {
  if (count > 0) return;
  const left = Object.entries(refused).map(([reason, many]) => `${many} ${reason}`);
  const why = left.length === 0 ? 'no record in it' : `no OSV record in it, left out: ${left.join(', ')}`;
  throw new AppError('invalid-request', `${source}: ${why}; the former database stays`);
};

const parse = (text: string): ReturnType<typeof readRecord> | { readonly kind: 'refused'; readonly reason: 'not-json' } => {
  try {
    const value: Json = JSON.parse(text);
    return readRecord(value);
  } catch {
    return { kind: 'refused', reason: 'not-json' };
  }
};
