import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { AppError } from '../../model/error.ts';

/** A record's text with where it came from. */
export type RecordText = { readonly name: string; readonly text: string };

/** A record of a real source is below 8 MB; a zip that promises more is a bomb. */
const largestRecord = 32 * 1024 * 1024;
const largestTotal = 64 * 1024 * 1024 * 1024;

/** Every record below a folder, in a zip, or in one JSON file; folders may hold `<Ecosystem>/all.zip` as OSV publishes them. Reads one at a time. */
export async function* recordsIn(path: string): AsyncGenerator<RecordText> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new AppError('invalid-request', `${path}: no such file or folder`);
  if (stat.isDirectory()) for (const entry of readdirSync(path).sort()) yield* recordsBelow(join(path, entry));
  else yield* recordsBelow(path);
}

async function* recordsBelow(path: string): AsyncGenerator<RecordText> {
  const stat = statSync(path);
  if (stat.isDirectory()) yield* recordsIn(path);
  else if (path.endsWith('.zip')) yield* recordsInZip(path);
  else if (path.endsWith('.json') && stat.size <= largestRecord) yield { name: path, text: readFileSync(path, 'utf8') };
}

async function* recordsInZip(path: string): AsyncGenerator<RecordText> {
  // yauzl checks names for `..` and absolute paths and sizes against what is really there.
  const zip = await yauzl.openPromise(path, { lazyEntries: true, validateEntrySizes: true }).catch((cause: unknown) => {
    throw new AppError('invalid-request', `${path}: not a zip that can be read`, { cause });
  });
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('.json')) continue;
      total += entry.uncompressedSize;
      if (entry.uncompressedSize > largestRecord || total > largestTotal)
        throw new AppError('too-large', `${path}: ${entry.fileName} is larger than any record`);
      yield { name: `${path}/${entry.fileName}`, text: (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8') };
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('invalid-request', `${path}: the zip is damaged or hostile`, { cause });
  } finally {
    zip.close();
  }
}
