import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { AppError } from '../model/error.ts';

/** A part longer than this is passed on in pieces: a report in one piece would stand in memory a second time, as bytes. */
const longestPart = 131_072;
const bytesOfCharacter = 3;

/** Writes a text that comes in parts to a file. Throws AppError `invalid-request` when it cannot. */
export const emitToFile = (parts: Iterable<string>, path: string): void => {
  const file = orUnwritable(path, () => openSync(path, 'w'));
  try {
    orUnwritable(path, () => emitTo(parts, file));
  } finally {
    closeSync(file);
  }
};

/** Whether a file can be written or made, before there is anything to write; it is neither made nor changed. Throws as `emitToFile` does. */
export const checkWritable = (path: string): void =>
  orUnwritable(path, () => {
    const known = statSync(path, { throwIfNoEntry: false });
    if (known?.isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' });
    accessSync(known ? path : dirname(path), constants.W_OK);
  });

/** Puts a text in the place of a source: until it is whole beside it, under a name of its own, what stood there stays. A link goes on to point at it. */
export const replaceFile = (text: string, path: string): void =>
  orUnwritable(path, () => {
    const target = realpathSync(path);
    const { mode, uid, gid } = statSync(target);
    const beside = `${target}.${process.pid}.new`;
    try {
      writeFileSync(beside, text, { flag: 'wx' });
      chownSync(beside, uid, gid);
      chmodSync(beside, mode);
      renameSync(beside, target);
    } catch (cause) {
      rmSync(beside, { force: true });
      throw cause;
    }
  });

const reasons: { readonly [code: string]: string } = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'nothing may be written there',
  ENOSPC: 'no space is left',
  EFBIG: 'a file may not be that large',
};

/** A wrong place to write to is a mistake of whoever named it, and no `--on-error` may let a change go for it. */
const orUnwritable = <T>(path: string, work: () => T): T => {
  try {
    return work();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === '') throw cause;
    throw unwritable(path, code, cause);
  }
};

export const standardOutput = 'standard output';

/** `code`: the system's. */
export const unwritable = (path: string, code: string, cause?: unknown): AppError =>
  new AppError('invalid-request', `${path}: cannot be written: ${reasons[code] ?? code}`, { cause });

/** The same bytes are used for every piece: as many new ones as a report has are a fifth of the time of writing it. */
const emitTo = (parts: Iterable<string>, file: number): void => {
  const bytes = Buffer.allocUnsafe(longestPart * bytesOfCharacter);
  for (const part of parts) {
    for (const piece of pieces(part)) {
      const length = bytes.write(piece);
      for (let at = 0; at < length; ) at += writeSync(file, bytes, at, length - at);
    }
  }
};

/** What standard output is: a file takes everything at once. */
const isFile = (descriptor: number): boolean => {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
};

/** Throws AppError `invalid-request` when it is a file that cannot be written; what else it is says so by an event. */
export const emitToOutput = async (parts: Iterable<string>): Promise<void> => {
  if (isFile(process.stdout.fd)) orUnwritable(standardOutput, () => emitTo(parts, process.stdout.fd));
  else await emit(parts, process.stdout);
};

/**
 * Writes a text that comes in parts to a stream, no faster than its reader takes it: what a pipe does not take is kept in memory, and parts are made as they
 * are asked for. Ends early when nobody reads any more, as after `head`.
 */
export const emit = async (parts: Iterable<string>, stream: Writable): Promise<void> => {
  for (const part of parts) {
    for (const piece of pieces(part)) {
      if (stream.destroyed) return;
      if (!stream.write(piece)) await taken(stream);
    }
  }
};

const taken = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    const events = ['drain', 'close', 'error'];
    const end = (): void => {
      for (const event of events) stream.off(event, end);
      resolve();
    };
    for (const event of events) stream.on(event, end);
  });

function* pieces(part: string): Generator<string> {
  let start = 0;
  while (part.length - start > longestPart) {
    const at = start + longestPart;
    // The two halves of a character beyond the first 65,536 stay together.
    const end = /[\ud800-\udbff]/.test(part.charAt(at - 1)) ? at - 1 : at;
    yield part.slice(start, end);
    start = end;
  }
  yield part.slice(start);
}
