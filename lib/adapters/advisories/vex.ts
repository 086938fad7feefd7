import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AliasGroups } from '../../advisory/canonical-id.ts';
import { readVex } from '../../advisory/vex/read.ts';
import { storeStatement, type VexStatement } from '../../advisory/vex/statement.ts';
import { AppError } from '../../model/error.ts';
import type { Json } from '../../model/json.ts';
import type { Driver } from '../sqlite/driver.ts';
import { hashOf } from './hash.ts';

/** `ignored`: statements that could not be taken, by reason. */
export type VexReport = {
  readonly documents: number;
  readonly statements: readonly VexStatement[];
  readonly ignored: { readonly [reason: string]: number };
};

const largestDocument = 128 * 1024 * 1024;

/** Documents in these files and below these folders. Throws AppError `invalid-json` for a file that is none; in a folder other JSON is passed over. */
export const readVexFiles = (paths: readonly string[]): VexReport => {
  const statements: VexStatement[] = [];
  const ignored: { [reason: string]: number } = {};
  let documents = 0;
  for (const path of paths)
    for (const { file, isNamed } of filesIn(path)) {
      const read = readVex(parse(file), file);
      if (read.kind === 'unknown') {
        if (isNamed) throw new AppError('invalid-json', `${file}: neither OpenVEX, CycloneDX nor CSAF`);
        continue;
      }
      documents += 1;
      for (const one of read.statements) statements.push(one);
      for (const [reason, count] of Object.entries(read.ignored)) ignored[reason] = (ignored[reason] ?? 0) + count;
    }
  return { documents, statements, ignored };
};

function* filesIn(path: string, isNamed = true): Generator<{ readonly file: string; readonly isNamed: boolean }> {
  const stat = isNamed ? statSync(path, { throwIfNoEntry: false }) : lstatSync(path);
  if (stat === undefined) throw new AppError('invalid-request', `${path}: no such file or folder`);
  if (stat.isDirectory()) for (const name of readdirSync(path).sort()) yield* filesIn(join(path, name), false);
  else if (isNamed || (stat.isFile() && path.endsWith('.json'))) {
    if (stat.size > largestDocument) throw new AppError('too-large', `${path}: larger than any VEX document`);
    yield { file: path, isNamed };
  }
}

const parse = (file: string): Json => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new AppError('invalid-json', `${file}: not JSON`, { cause });
  }
};

/** Kept by canonical id. Gives a text for each issue that changes when what is said of it does, so that images are judged again then. */
export const writeStatements = (db: Driver, groups: AliasGroups, statements: readonly VexStatement[]): ReadonlyMap<string, string> => {
  const insert = db.prepare('INSERT INTO vex (issue, data) VALUES (?, ?)');
  const said = new Map<string, string>();
  for (const statement of statements) {
    const data = JSON.stringify(storeStatement(statement));
    for (const issue of new Set(statement.ids.map((id) => groups.canonical(id)))) {
      insert.run(issue, data);
      said.set(issue, String(hashOf((said.get(issue) ?? '') + data)));
    }
  }
  return said;
};
