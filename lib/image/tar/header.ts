import type { TarEntryKind } from './entry.ts';

/** Source: POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format". */
export const blockSize = 512;

export type RawHeader = {
  readonly type: string;
  readonly path: string;
  readonly link: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
};

const checksumAt = 148;
const checksumEnd = 156;

export const isZeroBlock = (block: Buffer): boolean => {
  for (let index = 0; index < blockSize; index += 1) if (block[index] !== 0) return false;
  return true;
};

/** Undefined: the block is no header (its checksum is wrong, or its size cannot be). */
export const readHeader = (block: Buffer): RawHeader | undefined => {
  if (!checksumHolds(block)) return undefined;
  const size = readNumber(block, 124, 12);
  if (size === undefined || size < 0) return undefined;
  const name = readText(block, 0, 100);
  const prefix = hasPrefix(block) ? readText(block, 345, 155) : '';
  return {
    type: String.fromCharCode(block[156] ?? 0),
    path: prefix === '' ? name : `${prefix}/${name}`,
    link: readText(block, 157, 100),
    size,
    mode: (readNumber(block, 100, 8) ?? 0) & 0o7777,
    uid: readNumber(block, 108, 8) ?? 0,
    gid: readNumber(block, 116, 8) ?? 0,
  };
};

// GNU's magic is "ustar  "; it keeps times where POSIX has the prefix.
const hasPrefix = (block: Buffer): boolean => block.toString('latin1', 257, 263) === 'ustar\0';

// Old tars summed signed bytes; both readings are accepted, as GNU tar does.
const checksumHolds = (block: Buffer): boolean => {
  const stated = readNumber(block, checksumAt, 8);
  let unsigned = 32 * 8;
  let high = 0;
  for (let index = 0; index < blockSize; index += 1) {
    if (index === checksumAt) index = checksumEnd;
    const byte = block[index] ?? 0;
    unsigned += byte;
    if (byte > 127) high += 256;
  }
  return stated === unsigned || stated === unsigned - high;
};

const readText = (block: Buffer, start: number, length: number): string => {
  let end = start;
  while (end < start + length && block[end] !== 0) end += 1;
  return decodeText(block, start, end);
};

/** UTF-8, with the quick way for ASCII, which nearly every name is. */
export const decodeText = (bytes: Buffer, start: number, end: number): string => {
  for (let index = start; index < end; index += 1) if ((bytes[index] ?? 0) > 127) return bytes.toString('utf8', start, end);
  return bytes.toString('latin1', start, end);
};

/** Octal text or, with the high bit set, a big-endian number (GNU). Undefined: neither, or beyond what a double holds exactly. */
const readNumber = (block: Buffer, start: number, length: number): number | undefined =>
  ((block[start] ?? 0) & 0x80) !== 0 ? readBinary(block, start, length) : readOctal(block, start, length);

const readBinary = (block: Buffer, start: number, length: number): number | undefined => {
  const negative = block[start] === 0xff;
  let value = negative ? -1 : (block[start] ?? 0) & 0x7f;
  for (let index = start + 1; index < start + length; index += 1) value = value * 256 + (block[index] ?? 0);
  return Number.isSafeInteger(value) ? value : undefined;
};

const readOctal = (block: Buffer, start: number, length: number): number | undefined => {
  let value = 0;
  let seen = false;
  for (let index = start; index < start + length; index += 1) {
    const byte = block[index] ?? 0;
    if (byte >= 0x30 && byte <= 0x37) {
      value = value * 8 + (byte - 0x30);
      seen = true;
    } else if (byte === 0x20 || byte === 0) {
      if (seen) break;
    } else return undefined;
  }
  return value;
};

/** V7 tars mark a folder by a slash at the end of its name. */
export const kindOf = (type: string, name: string): TarEntryKind => {
  switch (type) {
    case '0':
    case '\0':
      return name.endsWith('/') ? 'directory' : 'file';
    case '7':
    case 'S':
      return 'file';
    case '1':
      return 'hardlink';
    case '2':
      return 'symlink';
    case '3':
    case '4':
      return 'device';
    case '5':
    case 'D':
      return 'directory';
    case '6':
      return 'fifo';
    default:
      return 'other';
  }
};
