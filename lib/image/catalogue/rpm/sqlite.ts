const fileHeader = 100;
const interior = 5;
const leaf = 13;
const maxDepth = 40;
const maxPayload = 64 * 1024 * 1024;

type Database = { readonly file: Buffer; readonly pageSize: number; readonly usable: number };
type Value = string | number | Buffer | null;

/** The blobs of the table Packages, read from the pages themselves. Source: sqlite.org, fileformat2.html. */
export function* readSqlitePackages(file: Buffer): Generator<Buffer> {
  const database = openDatabase(file);
  for (const [type, name, , root] of rowsOf(database, 1)) {
    if (type !== 'table' || name !== 'Packages' || typeof root !== 'number') continue;
    for (const [, blob] of rowsOf(database, root)) if (Buffer.isBuffer(blob)) yield blob;
  }
}

const openDatabase = (file: Buffer): Database => {
  if (file.length < 512 || file.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw new Error('no SQLite database');
  const stated = file.readUInt16BE(16);
  const pageSize = stated === 1 ? 65_536 : stated;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) throw new Error('a page size that cannot be');
  return { file, pageSize, usable: pageSize - (file[20] ?? 0) };
};

/** The rows of a table by its root page. A page is read once, so that loops end. */
function* rowsOf(database: Database, root: number, seen = new Set<number>(), depth = 0): Generator<readonly Value[]> {
  const start = (root - 1) * database.pageSize;
  if (root < 1 || depth > maxDepth || seen.has(root) || start + database.pageSize > database.file.length) return;
  seen.add(root);
  const page = database.file.subarray(start, start + database.pageSize);
  const header = root === 1 ? fileHeader : 0;
  const type = page[header];
  if (type !== interior && type !== leaf) return;
  const cells = page.readUInt16BE(header + 3);
  const pointers = header + (type === interior ? 12 : 8);
  for (let index = 0; index < cells && pointers + index * 2 + 2 <= page.length; index += 1) {
    const cell = page.readUInt16BE(pointers + index * 2);
    if (type === leaf) {
      const payload = readPayload(database, page, cell);
      if (payload) yield readRecord(payload);
    } else if (cell + 4 <= page.length) yield* rowsOf(database, page.readUInt32BE(cell), seen, depth + 1);
  }
  if (type === interior) yield* rowsOf(database, page.readUInt32BE(header + 8), seen, depth + 1);
}

const readVarint = (bytes: Buffer, at: number): readonly [number, number] => {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 128 + (byte & 127);
    if (byte < 128) return [value, at + index + 1];
  }
  return [value * 256 + (bytes[at + 8] ?? 0), at + 9];
};

/** A cell's content with what spilled to overflow pages. Source: fileformat2.html, section 1.6. */
const readPayload = ({ file, pageSize, usable }: Database, page: Buffer, cell: number): Buffer | undefined => {
  const [length, afterLength] = readVarint(page, cell);
  const [, start] = readVarint(page, afterLength);
  if (length > maxPayload || length > file.length) return undefined;
  const most = usable - 35;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const spilled = least + ((length - least) % (usable - 4));
  const local = length <= most ? length : spilled <= most ? spilled : least;
  if (local === length) return page.subarray(start, start + length);
  const payload = Buffer.alloc(length);
  let filled = page.copy(payload, 0, start, start + local);
  if (start + local + 4 > page.length) return undefined;
  for (let next = page.readUInt32BE(start + local); filled < length && next > 0; ) {
    const at = (next - 1) * pageSize;
    if (at + pageSize > file.length) return undefined;
    const taken = file.copy(payload, filled, at + 4, at + 4 + Math.min(usable - 4, length - filled));
    filled += taken;
    next = file.readUInt32BE(at);
  }
  return filled === length ? payload : undefined;
};

const integerSizes = [0, 1, 2, 3, 4, 6, 8];

/** Source: fileformat2.html, section 2.1. Whole numbers beyond 48 bits are of no use here and read as 0. */
const readRecord = (payload: Buffer): readonly Value[] => {
  const [headerLength, first] = readVarint(payload, 0);
  const values: Value[] = [];
  let at = headerLength;
  for (let header = first; header < Math.min(headerLength, payload.length); ) {
    const [type, next] = readVarint(payload, header);
    header = next;
    const size = type >= 12 ? Math.floor((type - 12) / 2) : (integerSizes[type] ?? (type === 7 ? 8 : 0));
    values.push(readValue(payload, at, type, size));
    at += size;
  }
  return values;
};

const readValue = (payload: Buffer, at: number, type: number, size: number): Value => {
  if (at + size > payload.length || type === 0) return null;
  if (type >= 12) return type % 2 === 0 ? payload.subarray(at, at + size) : payload.toString('utf8', at, at + size);
  if (type === 8 || type === 9) return type - 8;
  return size >= 1 && size <= 6 ? payload.readIntBE(at, size) : 0;
};
