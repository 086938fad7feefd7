import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

/** As many names as half a million public records have, measured: 1.74 million statements about 272,500 packages. */
const names = 250_000;

/** A record of the shape and size of npm's, of which most of the public half million are. */
const recordText = (n: number): string =>
  JSON.stringify({
    schema_version: '1.6.0',
    id: `GEN-${n}`,
    aliases: n % 2 === 0 ? [`CVE-2030-${n}`] : [],
    summary: `Something is wrong with package ${n % names}`,
    details: 'x'.repeat(600),
    published: '2026-01-01T00:00:00Z',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [0, 1, 2].map((part) => ({
      package: { ecosystem: 'npm', name: `package-${(n * 7 + part) % names}` },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: `${(n % 9) + 1}.0.0` }] }],
    })),
  });

/** Packed as OSV packs its dumps: a member a record. Only what a reader uses is filled in. Run as a process: its memory is not the build's. */
const write = (path: string, count: number): void => {
  const file = openSync(path, 'w');
  const directory: Buffer[] = [];
  let offset = 0;
  for (let n = 0; n < count; n += 1) {
    const text = Buffer.from(recordText(n));
    const packed = deflateRawSync(text, { level: 1 });
    const name = Buffer.from(`GEN-${n}.json`);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(text), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(text.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, name);
    offset += writeSync(file, Buffer.concat([local, name, packed]));
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  writeSync(file, Buffer.concat([listed, end]));
  closeSync(file);
};

const [path = '', count = '0'] = process.argv.slice(2);
write(path, Number(count));
