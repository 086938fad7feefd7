import { createHash } from 'node:crypto';
import { closeSync, read } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { Digest } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';

/** Bytes inside a file: a blob of a layout is a whole file, a layer of an archive a part of one. */
export type FileRange = { readonly file: LocalFile; readonly offset: number; readonly size: number };

/** By path, or open already: a spooled archive has no name any more. */
export type LocalFile = { readonly kind: 'path'; readonly path: string } | { readonly kind: 'open'; readonly fd: number };

/** Named files: a folder, or the members of a tar. Names have no leading slash. */
export type Container = { find(name: string): Promise<FileRange | undefined> };

const readBytes = 256 * 1024;
const readFd = promisify(read);

// A spooled archive can be asked for as long as somebody holds it; only the collector knows when that ends.
const abandoned = new FinalizationRegistry<number>((fd) => closeSync(fd));

/** Takes a descriptor over, and closes it once nobody can read from it any more. */
export const openedFile = (fd: number): LocalFile => {
  const file: LocalFile = { kind: 'open', fd };
  abandoned.register(file, fd);
  return file;
};

export const withFile = async <T>(file: LocalFile, use: (fd: number) => Promise<T>): Promise<T> => {
  if (file.kind === 'open') return use(file.fd);
  const handle = await open(file.path);
  try {
    return await use(handle.fd);
  } finally {
    await handle.close();
  }
};

/** Fewer bytes than asked for only at the end of the file. */
export const readAt = async (fd: number, offset: number, size: number): Promise<Buffer> => {
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await readFd(fd, bytes, filled, size - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
};

// Not createReadStream: destroying one closes its descriptor, which here is shared by all layers of an archive.
export const streamRange = (range: FileRange): Readable => Readable.from(chunksOf(range), { objectMode: false, highWaterMark: readBytes });

async function* chunksOf({ file, offset, size }: FileRange): AsyncGenerator<Buffer> {
  const handle = file.kind === 'path' ? await open(file.path) : undefined;
  try {
    for (let at = 0; at < size; ) {
      const fd = file.kind === 'open' ? file.fd : (handle?.fd ?? -1);
      const chunk = await readAt(fd, offset + at, Math.min(readBytes, size - at));
      if (chunk.length === 0) return;
      at += chunk.length;
      yield chunk;
    }
  } finally {
    await handle?.close();
  }
}

export const readRange = async ({ file, offset, size }: FileRange, maxBytes: number): Promise<Buffer> => {
  if (size > maxBytes) throw new AppError('too-large', `A document of the image is larger than ${maxBytes} bytes.`);
  return withFile(file, (fd) => readAt(fd, offset, size));
};

export const digestRange = async (range: FileRange, signal?: AbortSignal): Promise<Digest> => {
  const hash = createHash('sha256');
  for await (const chunk of streamRange(range)) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return `sha256:${hash.digest('hex')}`;
};
