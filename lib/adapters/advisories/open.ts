import { join } from 'node:path';
import { AppError } from '../../model/error.ts';
import type { Json } from '../../model/json.ts';
import type { Advisories, AdvisoryChanges, AdvisoryDatabase, AdvisoryIssues } from '../../ports/advisories.ts';
import { type Driver, openDriver } from '../sqlite/driver.ts';
import { changedPackages } from './changed.ts';
import { issueLookup } from './issue.ts';
import { lookups } from './lookup.ts';
import { type BuiltFile, readPointer } from './pointer.ts';
import { metaOf } from './readable.ts';
import { verifyFile } from './verify.ts';

type Opened = Required<Pick<Advisories, 'lookup' | 'statements'>> &
  AdvisoryIssues & {
    readonly file: string;
    readonly database: AdvisoryDatabase;
    everyStatement(): readonly Json[];
    close(): void;
  };

/** What `refresh` found. `refused` says why a newer file was not taken; what was in use before, or the build before it, stays in use. */
export type RefreshState =
  | { readonly kind: 'current' }
  | { readonly kind: 'opened' }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Opens a folder of builds and follows its pointer when `refresh` is called. */
export type AdvisoryFolder = Advisories &
  AdvisoryIssues &
  AdvisoryChanges & { refresh(): Promise<RefreshState>; everyStatement(): readonly Json[]; close(): void };

export const openAdvisories = (folder: string): AdvisoryFolder => {
  let opened: Opened | null = null;
  const take = (next: Opened): void => {
    opened?.close();
    opened = next;
  };
  return {
    database: () => opened?.database ?? null,
    lookup: (ecosystem, name) => opened?.lookup(ecosystem, name) ?? [],
    statements: (issue) => opened?.statements(issue) ?? [],
    issue: (id) => opened?.issue(id),
    everyStatement: () => opened?.everyStatement() ?? [],
    changedSince: async (before) => (opened === null ? [] : changedPackages(folder, before, opened.database.digest)),
    refresh: async () => {
      const pointer = readPointer(folder);
      if (pointer === 'none') return { kind: 'none' };
      if (pointer === 'broken') return { kind: 'refused', reason: 'current.json cannot be read' };
      if (pointer.file === opened?.file) return { kind: 'current' };
      try {
        take(await open(folder, pointer));
        return { kind: 'opened' };
      } catch (error) {
        if (opened === null && pointer.previous !== null) await open(folder, pointer.previous).then(take, () => undefined);
        return { kind: 'refused', reason: error instanceof AppError ? error.publicMessage : `${pointer.file} cannot be read` };
      }
    },
    close: () => {
      opened?.close();
      opened = null;
    },
  };
};

const open = async (folder: string, built: BuiltFile): Promise<Opened> => {
  await verifyFile(folder, built);
  const db = await openDriver(join(folder, built.file), { timeout: 1_000, readOnly: true });
  try {
    // Pages come from the system's cache, which all processes share, and not from a copy of each.
    db.exec('PRAGMA mmap_size = 1073741824');
    const meta = metaOf(db, built.file);
    const ecosystems = new Map(
      db
        .prepare('SELECT n, name FROM ecosystem')
        .all()
        .map(({ n, name }) => [String(name), Number(n)]),
    );
    return {
      file: built.file,
      database: { digest: built.digest, builtAt: meta.get('builtAt') ?? '', ecosystems: new Set(ecosystems.keys()) },
      lookup: lookups(db, ecosystems),
      statements: statementsIn(db),
      everyStatement: () =>
        db
          .prepare('SELECT data FROM vex ORDER BY n')
          .all()
          .map(({ data }): Json => JSON.parse(String(data))),
      issue: issueLookup(db),
      close: () => db.close(),
    };
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Most databases have no statement at all, and then nothing is asked. */
const statementsIn = (db: Driver): Opened['statements'] => {
  if (db.prepare('SELECT n FROM vex LIMIT 1').get() === undefined) return () => [];
  const find = db.prepare('SELECT data FROM vex WHERE issue = ? ORDER BY n');
  return ({ canonicalId }) => find.all(canonicalId).map(({ data }): Json => JSON.parse(String(data)));
};
