import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../model/error.ts';
import { zipMembers } from './zip.ts';

/** A record of a real source is below 8 MB; a zip that promises more is a bomb. */
const largestRecord = 32 * 1024 * 1024;
const largestTotal = 64 * 1024 * 1024 * 1024;

/**
 * The text of every record below a folder, in a zip, or in one JSON file; folders may hold `<Ecosystem>/all.zip` as OSV publishes them.
 * Reads one at a time. Throws AppError `invalid-request` for what cannot be read, `too-large` for a bomb.
 */
export function* recordsIn(path: string): Generator<string> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new AppError('invalid-request', `${path}: no such file or folder`);
  if (stat.isDirectory()) for (const entry of entriesOf(path)) yield* recordsIn(join(path, entry));
  else if (path.endsWith('.zip')) yield* recordsInZip(path);
  else if (path.endsWith('.json') && stat.size <= largestRecord) yield readFileSync(path, 'utf8');
}

/** Links are left out: one that leads to a folder above would go round for ever. */
const entriesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isSymbolicLink() ? [] : [entry.name]))
    .sort();

function* recordsInZip(path: string): Generator<string> {
  let total = 0;
  try {
    for (const member of zipMembers(path)) {
      if (!member.name.endsWith('.json')) continue;
      total += member.size;
      if (member.size > largestRecord || total > largestTotal)
        throw new AppError('too-large', `${path}: ${member.name} is larger than any record`);
      yield member.read().toString('utf8');
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('invalid-request', `${path}: the zip is damaged or hostile`, { cause });
  }
}
