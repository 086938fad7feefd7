import { writeSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { unpack } from '../../../image/decompress.ts';
import { AppError } from '../../../model/error.ts';
import { type FileRange, type LocalFile, readAt, streamRange, withFile } from './range.ts';

/** A file that can be sought in: as it is when it is a plain tar, else unpacked once into a private file without a name. */
export const openArchiveFile = async (path: string, maxBytes: number, signal?: AbortSignal): Promise<LocalFile> => {
  const file: LocalFile = { kind: 'path', path };
  if (!isPacked(await withFile(file, (handle) => readAt(handle, 0, 4)))) return file;
  const { size } = await stat(path);
  return unpackInto({ file, offset: 0, size }, maxBytes, signal);
};

/** An archive that comes through a pipe: its table of contents is at the end, so that it has to be kept until then. */
export const spool = async (input: Readable, maxBytes: number, signal?: AbortSignal): Promise<LocalFile> => {
  const packed = await intoPrivateFile((handle) => copyInto(handle, input, maxBytes, signal));
  if (!isPacked(await readAt(packed, 0, 4))) return { kind: 'open', handle: packed };
  try {
    const { size } = await packed.stat();
    return await unpackInto({ file: { kind: 'open', handle: packed }, offset: 0, size }, maxBytes, signal);
  } finally {
    await packed.close();
  }
};

const copyInto = async (handle: FileHandle, input: Readable, maxBytes: number, signal?: AbortSignal): Promise<void> => {
  let written = 0;
  for await (const chunk of input) {
    signal?.throwIfAborted();
    written += chunk.length;
    if (written > maxBytes) throw tooLarge(maxBytes);
    await handle.appendFile(chunk);
  }
};

// gzip and zstd.
const isPacked = (start: Buffer): boolean => /^(1f8b|28b52ffd)/.test(start.toString('hex'));

const unpackInto = async (packed: FileRange, maxUnpackedBytes: number, signal?: AbortSignal): Promise<LocalFile> => {
  const handle = await intoPrivateFile(async (into) => {
    const deliver = (bytes: Uint8Array): void => writeAll(into, bytes);
    const { problem } = await unpack({
      packed: streamRange(packed),
      digest: null,
      size: packed.size,
      maxUnpackedBytes,
      ...(signal && { signal }),
      deliver,
    });
    if (problem === 'layer-too-large') throw tooLarge(maxUnpackedBytes);
    if (problem) throw new AppError('image-corrupt', 'The archive cannot be unpacked.', { internal: problem });
  });
  return { kind: 'open', handle };
};

const writeAll = (handle: FileHandle, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle.fd, bytes, at);
};

const intoPrivateFile = async (fill: (handle: FileHandle) => Promise<void>): Promise<FileHandle> => {
  const handle = await openPrivateFile();
  try {
    await fill(handle);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
};

// The name is gone before a byte is written: no crash leaves somebody's image in the temporary folder.
const openPrivateFile = async (): Promise<FileHandle> => {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-'));
  try {
    return await open(join(folder, 'archive'), 'ax+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const tooLarge = (maxBytes: number): AppError => new AppError('too-large', `The archive is larger than ${maxBytes} bytes.`);
