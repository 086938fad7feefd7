const slotSize = 16;
const blockSize = 16;
const pageSize = 4096;
const maxSlotPages = 2048;

/** The headers in an ndb package database, which is little-endian. Source: rpm, lib/backend/ndb/rpmpkg.c. */
export function* readNdb(file: Buffer): Generator<Buffer> {
  if (file.length < pageSize || file.toString('latin1', 0, 4) !== 'RpmP') throw new Error('no ndb database');
  const slotsEnd = Math.min(file.readUInt32LE(12), maxSlotPages) * pageSize;
  for (let at = slotSize * 2; at + slotSize <= Math.min(slotsEnd, file.length); at += slotSize) {
    if (file.toString('latin1', at, at + 4) !== 'Slot') continue;
    const index = file.readUInt32LE(at + 4);
    const start = file.readUInt32LE(at + 8) * blockSize;
    if (index === 0 || start + blockSize > file.length || file.toString('latin1', start, start + 4) !== 'BlbS') continue;
    const length = file.readUInt32LE(start + 12);
    if (file.readUInt32LE(start + 4) === index) yield file.subarray(start + blockSize, start + blockSize + length);
  }
}
