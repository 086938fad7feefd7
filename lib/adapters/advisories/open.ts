import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDigest } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import { type Json, stringAt } from '../../model/json.ts';
import type { Advisories, AdvisoryDatabase, AdvisoryRow } from '../../ports/advisories.ts';
import { type Driver, openDriver, type Row } from '../sqlite/driver.ts';
import { schemaVersion } from './schema.ts';

type Opened = {
  readonly file: string;
  readonly database: AdvisoryDatabase;
  lookup(ecosystem: string, name: string): readonly AdvisoryRow[];
  close(): void;
};

/** Opens a folder of builds and follows its pointer when `refresh` is called; a file that cannot be used is refused and the last good one stays in use. */
export type AdvisoryFolder = Advisories & {
  /** `refused` says why a newer file was not taken. */
  refresh(): Promise<
    | { readonly kind: 'current' }
    | { readonly kind: 'opened' }
    | { readonly kind: 'none' }
    | { readonly kind: 'refused'; readonly reason: string }
  >;
  close(): void;
};

export const openAdvisories = (folder: string): AdvisoryFolder => {
  let opened: Opened | null = null;
  return {
    database: () => opened?.database ?? null,
    lookup: (ecosystem, name) => opened?.lookup(ecosystem, name) ?? [],
    refresh: async () => {
      const pointer = readPointer(folder);
      if (pointer === null) return { kind: 'none' };
      if (pointer.file === opened?.file) return { kind: 'current' };
      try {
        const next = await open(folder, pointer);
        opened?.close();
        opened = next;
        return { kind: 'opened' };
      } catch (error) {
        return { kind: 'refused', reason: error instanceof AppError ? error.publicMessage : 'the file cannot be read' };
      }
    },
    close: () => {
      opened?.close();
      opened = null;
    },
  };
};

type Pointer = { readonly file: string; readonly digest: `sha256:${string}` };

const readPointer = (folder: string): Pointer | null => {
  const path = join(folder, 'current.json');
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
  const value: Json = JSON.parse(readFileSync(path, 'utf8'));
  const file = stringAt(value, 'file');
  const digest = stringAt(value, 'digest');
  // The name is checked so that a pointer cannot lead out of the folder.
  return file !== undefined && /^advisories-[0-9a-f]{16}\.db$/.test(file) && digest !== undefined && isDigest(digest)
    ? { file, digest }
    : null;
};

const open = async (folder: string, { file, digest }: Pointer): Promise<Opened> => {
  const db = await openDriver(join(folder, file), { timeout: 1_000, readOnly: true });
  try {
    const meta = new Map(
      db
        .prepare('SELECT key, value FROM meta')
        .all()
        .map(({ key, value }) => [String(key), String(value)]),
    );
    if (meta.get('schema') !== String(schemaVersion))
      throw new AppError('unavailable', `${file} has schema ${meta.get('schema')}, this version reads ${schemaVersion}`);
    const ecosystems = new Map(
      db
        .prepare('SELECT n, name FROM ecosystem')
        .all()
        .map(({ n, name }) => [String(name), Number(n)]),
    );
    return {
      file,
      database: { digest, builtAt: meta.get('builtAt') ?? '', ecosystems: new Set(ecosystems.keys()) },
      lookup: lookups(db, ecosystems),
      close: () => db.close(),
    };
  } catch (error) {
    db.close();
    throw error;
  }
};

const lookups = (db: Driver, ecosystems: ReadonlyMap<string, number>): Opened['lookup'] => {
  const find = db.prepare(`
    SELECT a.data, r.id, r.summary, r.published, r.cvss, i.id AS canonical, o.kev, o.epss
    FROM affected a JOIN record r ON r.n = a.record JOIN issue i ON i.record = r.n LEFT JOIN overlay o ON o.id = i.id
    WHERE a.ecosystem = ? AND a.name = ? ORDER BY a.record, a.part, i.id`);
  const findAliases = db.prepare('SELECT alias FROM alias WHERE id = ? ORDER BY alias');
  return (ecosystem, name) => {
    const number = ecosystems.get(ecosystem);
    if (number === undefined) return [];
    return find.all(number, name).map((row) => toRow(row, (id) => findAliases.all(id).map(({ alias }) => String(alias))));
  };
};

const toRow = (row: Row, aliasesOf: (id: string) => string[]): AdvisoryRow => {
  const id = String(row['id']);
  const canonicalId = String(row['canonical']);
  const affected: Json = JSON.parse(String(row['data']));
  return {
    id,
    canonicalId,
    aliases: [...new Set([id, ...aliasesOf(canonicalId)])].filter((alias) => alias !== canonicalId),
    summary: String(row['summary']),
    published: typeof row['published'] === 'string' ? row['published'] : null,
    affected,
    cvss: typeof row['cvss'] === 'number' ? row['cvss'] : null,
    epss: typeof row['epss'] === 'number' ? row['epss'] : null,
    kev: row['kev'] === 1,
  };
};
