import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Digest } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import type { Artifacts } from '../../registry/distribution/artifacts.ts';
import { openAdvisories } from '../open.ts';
import { readPointer } from '../pointer.ts';
import { digestOfFile } from '../verify.ts';
import { annotationsOf, artifactType, contentType } from './format.ts';

export type PublishOptions = {
  readonly artifacts: Artifacts;
  /** `host/name:tag`. */
  readonly reference: string;
  /** Of builds; the one in use is published. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  onProgress?(bytes: number, total: number): void;
};

/** `reference` is by digest. `size` is what was sent, packed, in bytes; `database` is the file's own digest. */
export type PublishReport = { readonly reference: string; readonly database: Digest; readonly size: number };

/** Puts the database in use into a registry. The same file gives the same artifact. Throws as `Artifacts`, and `unavailable` without a database. */
export const publishAdvisories = async ({ artifacts, reference, folder, signal, onProgress }: PublishOptions): Promise<PublishReport> => {
  const { file, digest, builtAt } = await inUse(folder);
  const path = join(folder, file);
  const packed = join(folder, `building-${process.pid}-${process.hrtime.bigint()}.gz`);
  let handle: FileHandle | undefined;
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), createGzip(), createWriteStream(packed), { signal });
    const size = statSync(packed).size;
    handle = await open(packed);
    const content = { mediaType: contentType, digest: await digestOfFile(packed), size, read: readerOf(handle) };
    const annotations = annotationsOf({ digest, builtAt, size: statSync(path).size });
    const published = await artifacts.publish(
      reference,
      { artifactType, annotations, content },
      { ...(signal && { signal }), onProgress: (bytes) => onProgress?.(bytes, size) },
    );
    return { reference: published, database: digest, size };
  } finally {
    await handle?.close();
    await rm(packed, { force: true });
  }
};

const readerOf =
  (handle: FileHandle) =>
  async (offset: number, length: number): Promise<Uint8Array> => {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };

/** Verified: a broken file must not be handed on. */
const inUse = async (folder: string): Promise<{ readonly file: string; readonly digest: Digest; readonly builtAt: string }> => {
  const advisories = openAdvisories(folder);
  const state = await advisories.refresh();
  const database = advisories.database();
  advisories.close();
  const pointer = readPointer(folder);
  if (state.kind === 'refused') throw new AppError('unavailable', `not published: ${state.reason}`);
  if (database === null || typeof pointer === 'string') throw new AppError('unavailable', `there is no advisory database in ${folder}`);
  return { file: pointer.file, digest: database.digest, builtAt: database.builtAt };
};
