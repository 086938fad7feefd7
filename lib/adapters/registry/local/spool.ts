import { closeSync, fstatSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { unpack } from '../../../image/decompress.ts';
import { AppError } from '../../../model/error.ts';
import { type FileRange, type LocalFile, openedFile, readAt, streamRange, withFile } from './range.ts';

/** A file that can be sought in: as it is when it is a plain tar, else unpacked once into a private file without a name. */
export const openArchiveFile = async (path: string, maxBytes: number, signal?: AbortSignal): Promise<LocalFile> => {
  const file: LocalFile = { kind: 'path', path };
  if (!isPacked(await withFile(file, readStart))) return file;
  const { size } = await stat(path);
  return unpacked({ file, offset: 0, size }, maxBytes, signal);
};

/** An archive that comes through a pipe: its table of contents is at the end, so that it has to be kept until then. */
export const spool = async (input: Readable, maxBytes: number, signal?: AbortSignal): Promise<LocalFile> => {
  const file = await intoPrivateFile(async (fd) => {
    let written = 0;
    for await (const chunk of input) {
      signal?.throwIfAborted();
      written += chunk.length;
      if (written > maxBytes) throw tooLarge(maxBytes);
      writeAll(fd, chunk);
    }
  });
  if (!isPacked(await withFile(file, readStart))) return file;
  const size = await withFile(file, async (fd) => fstatSync(fd).size);
  return unpacked({ file, offset: 0, size }, maxBytes, signal);
};

const readStart = (fd: number): Promise<Buffer> => readAt(fd, 0, 4);

// gzip and zstd.
const isPacked = (start: Buffer): boolean => /^(1f8b|28b52ffd)/.test(start.toString('hex'));

const unpacked = (packed: FileRange, maxUnpackedBytes: number, signal?: AbortSignal): Promise<LocalFile> =>
  intoPrivateFile(async (fd) => {
    const { problem } = await unpack({
      packed: streamRange(packed),
      digest: null,
      size: packed.size,
      maxUnpackedBytes,
      ...(signal && { signal }),
      deliver: (bytes) => writeAll(fd, bytes),
    });
    if (problem === 'layer-too-large') throw tooLarge(maxUnpackedBytes);
    if (problem) throw new AppError('image-corrupt', 'The archive cannot be unpacked.', { internal: problem });
  });

const writeAll = (fd: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
};

const intoPrivateFile = async (fill: (fd: number) => Promise<void>): Promise<LocalFile> => {
  const fd = openPrivateFile();
  try {
    await fill(fd);
    return openedFile(fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
};

// The name is gone before a byte is written: no crash leaves somebody's image in the temporary folder.
const openPrivateFile = (): number => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  try {
    return openSync(join(folder, 'archive'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const tooLarge = (maxBytes: number): AppError => new AppError('too-large', `The archive is larger than ${maxBytes} bytes.`);
