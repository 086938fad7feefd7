import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import type { BuiltFile } from './pointer.ts';

export const digestOfFile = async (path: string): Promise<Digest> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
};

/**
 * Throws AppError `unavailable` unless the file has its digest. It is read whole once; a mark beside it then says what the file's inode
 * looked like. Whatever writes to a file changes its ctime, which no call can set, so that an equal mark stands for equal bytes.
 */
export const verifyFile = async (folder: string, { file, digest }: BuiltFile): Promise<void> => {
  const path = join(folder, file);
  const before = inodeText(path, digest);
  if (before === undefined) throw new AppError('unavailable', `${file} is not there`);
  if (readMark(`${path}.verified`) === before) return;
  if ((await digestOfFile(path)) !== digest) throw new AppError('unavailable', `${file} does not have its checksum`);
  // What was written to while it was read is read again the next time.
  if (inodeText(path, digest) === before) writeMark(`${path}.verified`, before);
};

/** Notes that a file was hashed while it was written here. */
export const markVerified = (folder: string, { file, digest }: BuiltFile): void => {
  const path = join(folder, file);
  writeMark(`${path}.verified`, inodeText(path, digest) ?? '');
};

const inodeText = (path: string, digest: Digest): string | undefined => {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && `${digest} ${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}\n`;
};

const readMark = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** In a folder that cannot be written the file is read whole at each opening: slower and as sound. */
const writeMark = (path: string, text: string): void => {
  try {
    writeFileSync(path, text);
  } catch {
    return;
  }
};
