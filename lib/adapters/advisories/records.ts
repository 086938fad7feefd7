import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import yauzl, { type Entry } from 'yauzl';
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
  // yauzl checks names for `..` and absolute paths and reads the directory lazily.
  const zip = await yauzl.openPromise(path, { lazyEntries: true }).catch((cause: unknown) => {
    throw new AppError('invalid-request', `${path}: not a zip that can be read`, { cause });
  });
  const descriptor = openSync(path, 'r');
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('.json')) continue;
      total += entry.uncompressedSize;
      if (entry.uncompressedSize > largestRecord || total > largestTotal)
        throw new AppError('too-large', `${path}: ${entry.fileName} is larger than any record`);
      yield { name: `${path}/${entry.fileName}`, text: unpack(descriptor, entry).toString('utf8') };
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('invalid-request', `${path}: the zip is damaged or hostile`, { cause });
  } finally {
    closeSync(descriptor);
    zip.close();
  }
}

const localHeader = 30;

/** At once and not as a stream: a record is small, and a hundred thousand streams cost ten times their bytes. Source: APPNOTE.TXT 4.3.7. */
const unpack = (descriptor: number, entry: Entry): Buffer => {
  const header = readAt(descriptor, localHeader, entry.relativeOffsetOfLocalHeader);
  if (header.readUInt32LE(0) !== 0x04034b50) throw new Error('no local header');
  const start = entry.relativeOffsetOfLocalHeader + localHeader + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (entry.compressedSize > largestRecord) throw new Error('larger packed than a record may be');
  const packed = readAt(descriptor, entry.compressedSize, start);
  if (entry.compressionMethod === 0) return packed;
  if (entry.compressionMethod !== 8) throw new Error('neither stored nor deflated');
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
};

const readAt = (descriptor: number, length: number, position: number): Buffer => {
  const bytes = Buffer.allocUnsafe(length);
  if (readSync(descriptor, bytes, 0, length, position) !== length) throw new Error('the zip ends early');
  return bytes;
};
