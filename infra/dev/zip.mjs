// A folder as a zip archive, the same bytes for the same files. Source: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

const version = 20;
const deflated = 8;
// 1 January 1980, the first there is: the time of a build must not make another archive.
const date = 0x21;
const readable = (0o100644 << 16) >>> 0;
const madeByUnix = (3 << 8) | version;

const header = (size, fields) => {
  const bytes = Buffer.alloc(size);
  for (const [at, width, value] of fields) bytes.writeUIntLE(value, at, width);
  return bytes;
};

/** Names are as they are below the folder. */
export const zipFolder = (folder, target) => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const file of files) {
    const content = readFileSync(file);
    const packed = deflateRawSync(content, { level: 9 });
    const name = Buffer.from(file.slice(folder.length + 1));
    const common = [version, 0, deflated, 0, date].map((value, index) => [index * 2, 2, value]);
    const facts = [
      [10, 4, crc32(content)],
      [14, 4, packed.length],
      [18, 4, content.length],
      [22, 2, name.length],
    ];
    const shifted = (by) => [...common, ...facts].map(([at, width, value]) => [at + by, width, value]);
    parts.push(header(30, [[0, 4, 0x04034b50], ...shifted(4)]), name, packed);
    directory.push(header(46, [[0, 4, 0x02014b50], [4, 2, madeByUnix], ...shifted(6), [38, 4, readable], [42, 4, offset]]), name);
    offset += 30 + name.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const counts = [8, 10].map((at) => [at, 2, files.length]);
  const end = header(22, [[0, 4, 0x06054b50], ...counts, [12, 4, central.length], [16, 4, offset]]);
  writeFileSync(target, Buffer.concat([...parts, central, end]));
};
