import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';

/** One member of a zip on disk. `read` throws for one that is damaged, encrypted or unpacks to more than its directory says. */
export type ZipMember = { readonly name: string; readonly size: number; read(): Buffer };

const endMark = 0x06054b50;
const wideLocatorMark = 0x07064b50;
const wideEndMark = 0x06064b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const endLength = 22;
const wideLocatorLength = 20;
const longestComment = 65_535;
/** Room for three million records, as OSV names them. */
const largestDirectory = 512 * 1024 * 1024;
const full = 0xffffffff;

/**
 * The members that the central directory lists. The directory is read at once: a dump has a hundred thousand members, and a read for
 * each costs ten times the inflating. Throws Error for what is no zip. Source: PKWARE APPNOTE 4.3.12 to 4.3.16, 4.5.3.
 */
export function* zipMembers(path: string): Generator<ZipMember> {
  const file = openSync(path, 'r');
  try {
    const directory = readDirectory(file);
    for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === entryMark; ) {
      const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
      const end = at + 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
      if (end > directory.length) throw new Error('the directory ends early');
      yield memberAt(file, directory.subarray(at, end), nameLength ?? 0);
      at = end;
    }
  } finally {
    closeSync(file);
  }
}

const readDirectory = (file: number): Buffer => {
  const { size: fileSize } = fstatSync(file);
  const tailStart = Math.max(0, fileSize - endLength - longestComment - wideLocatorLength);
  const tail = readAt(file, fileSize - tailStart, tailStart);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + endLength > tail.length || tail.readUInt32LE(end) !== endMark) throw new Error('no end of a directory');
  const place = { size: tail.readUInt32LE(end + 12), offset: tail.readUInt32LE(end + 16) };
  const { size, offset } = place.size === full || place.offset === full ? widePlace(file, tail, end) : place;
  if (size > largestDirectory || offset + size > fileSize) throw new Error('the directory is larger than the file');
  return readAt(file, size, offset);
};

const widePlace = (file: number, tail: Buffer, end: number): { readonly size: number; readonly offset: number } => {
  const locator = end - wideLocatorLength;
  if (locator < 0 || tail.readUInt32LE(locator) !== wideLocatorMark) throw new Error('no locator of a wide directory');
  const record = readAt(file, 56, Number(tail.readBigUInt64LE(locator + 8)));
  if (record.readUInt32LE(0) !== wideEndMark) throw new Error('no end of a wide directory');
  return { size: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
};

const memberAt = (file: number, header: Buffer, nameLength: number): ZipMember => {
  const name = header.toString('utf8', 46, 46 + nameLength);
  // Nothing is written under these names; one that climbs out shows that the archive was made to harm.
  if (name.split(/[/\\]/).includes('..') || name.startsWith('/')) throw new Error('a name leads out of the archive');
  const wide = wideFields(header, nameLength);
  const next = (field: number): number => {
    const stated = header.readUInt32LE(field);
    return stated === full ? Number(wide.shift() ?? full) : stated;
  };
  // In this order: the wide fields follow the order of the format and not of the header.
  const size = next(24);
  const packed = next(20);
  const offset = next(42);
  const method = header.readUInt16LE(10);
  const checksum = header.readUInt32LE(16);
  const isEncrypted = (header.readUInt16LE(8) & 1) !== 0;
  return {
    name,
    size,
    read: () => {
      if (isEncrypted || (method !== 0 && method !== 8)) throw new Error('neither stored nor deflated');
      const local = readAt(file, 30, offset);
      if (local.readUInt32LE(0) !== localMark) throw new Error('no local header');
      if (packed > Math.max(size * 2, size + 1024)) throw new Error('larger packed than a record may be');
      const data = readAt(file, packed, offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28));
      const content = method === 0 ? data : inflateRawSync(data, { maxOutputLength: Math.max(1, size) });
      // Most flipped bits still unpack, to another version or none.
      if (crc32(content) !== checksum) throw new Error('the checksum is another');
      return content;
    },
  };
};

const wideFields = (header: Buffer, nameLength: number): bigint[] => {
  const extra = header.subarray(46 + nameLength, 46 + nameLength + header.readUInt16LE(30));
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const data = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    return Array.from({ length: Math.floor(data.length / 8) }, (_, index) => data.readBigUInt64LE(index * 8));
  }
  return [];
};

const readAt = (file: number, length: number, position: number): Buffer => {
  if (!Number.isSafeInteger(position) || position < 0 || length > 1024 * 1024 * 1024) throw new Error('a place outside the file');
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, position + read);
    if (more === 0) throw new Error('the zip ends early');
    read += more;
  }
  return bytes;
};
