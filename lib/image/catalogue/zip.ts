import { inflateRawSync } from 'node:zlib';

/** One member of a zip. `read` gives undefined when it is encrypted, damaged or larger than `maxBytes`. */
export type ZipEntry = { readonly name: string; readonly size: number; read(maxBytes: number): Buffer | undefined };

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const endLength = 22;
const longestComment = 65_535;

/** The members that the central directory lists; at most `maxEntries`. Source: PKWARE APPNOTE, sections 4.3 and 4.4. */
export function* readZip(file: Buffer, maxEntries: number): Generator<ZipEntry> {
  const end = findEnd(file);
  if (end === undefined) return;
  const size = file.readUInt32LE(end + 12);
  const stated = file.readUInt32LE(end + 16);
  // Bytes may precede the archive (self-starting jars): offsets then count from where it starts.
  const start = end - size;
  const shift = start - stated;
  if (start < 0 || shift < 0) return;
  let at = start;
  for (let count = 0; count < maxEntries && at + 46 <= end && file.readUInt32LE(at) === entryMark; count += 1) {
    const lengths = [28, 30, 32].map((field) => file.readUInt16LE(at + field));
    const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths;
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    const header = at;
    yield { name, size: file.readUInt32LE(at + 24), read: (maxBytes) => readEntry(file, header, shift, maxBytes) };
    at += 46 + nameLength + extraLength + commentLength;
  }
}

const findEnd = (file: Buffer): number | undefined => {
  const lowest = Math.max(0, file.length - endLength - longestComment);
  for (let at = file.length - endLength; at >= lowest; at -= 1) if (file.readUInt32LE(at) === endMark) return at;
  return undefined;
};

const readEntry = (file: Buffer, header: number, shift: number, maxBytes: number): Buffer | undefined => {
  const encrypted = (file.readUInt16LE(header + 8) & 1) !== 0;
  const method = file.readUInt16LE(header + 10);
  const packed = file.readUInt32LE(header + 20);
  const local = file.readUInt32LE(header + 42) + shift;
  if (encrypted || local + 30 > file.length || file.readUInt32LE(local) !== localMark) return undefined;
  const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  if (start + packed > file.length) return undefined;
  const data = file.subarray(start, start + packed);
  if (method === 0) return data.length <= maxBytes ? data : undefined;
  if (method !== 8 || maxBytes <= 0) return undefined;
  try {
    return inflateRawSync(data, { maxOutputLength: maxBytes });
  } catch {
    return undefined;
  }
};
