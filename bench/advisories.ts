import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { buildAdvisories } from '../lib/adapters/advisories/build.ts';
import { openAdvisories } from '../lib/adapters/advisories/open.ts';
import { matchImage } from '../lib/advisory/match.ts';
import { sha256 } from '../lib/model/digest.ts';
import type { ImageContent, Package } from '../lib/model/image.ts';
import type { Figure } from './evaluate.ts';

const published = join(process.env['PLIMSOLL_CONFORMANCE'] ?? '../shared/conformance', 'osv');
const wanted = Number(process.env['PLIMSOLL_BENCH_ADVISORIES'] ?? 500_000);
const publishedRecords = 33_722;
const matchedPackages = 500;
const names = 60_000;

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

/** Packed as OSV packs its dumps: a member a record. Only what a reader uses is filled in. */
const writeGenerated = (path: string, count: number): void => {
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

const contentOf = (packages: readonly Package[]): ImageContent => ({
  config: {
    user: '',
    env: [],
    exposedPorts: [],
    volumes: [],
    entrypoint: [],
    cmd: [],
    workingDir: '',
    labels: {},
    healthcheck: null,
    history: [],
    raw: {},
  },
  layers: [],
  os: { id: 'debian', idLike: [], versionId: '11', prettyName: 'Debian GNU/Linux 11' },
  packages,
  files: [],
  secrets: [],
  accounts: [],
  executables: [],
  incomplete: [],
});

const somePackages = (): readonly Package[] =>
  Array.from({ length: matchedPackages }, (_, n): Package => {
    const isNpm = n % 2 === 0;
    const name = isNpm
      ? `package-${(n * 113) % names}`
      : (['openssl', 'curl', 'bash', 'linux', 'python3.9', 'glibc', 'tiff', 'nothing'][n % 8] ?? '');
    return { type: isNpm ? 'npm' : 'deb', name, version: '1.0.0', purl: '', path: String(n), layer: sha256('layer'), confidence: 'exact' };
  });

const msSince = (begun: number): number => Math.round((performance.now() - begun) * 10) / 10;

/** Building the database of all public records at hand and generated ones, opening it and matching 500 packages, against the goals. */
export const advisoryFigures = async (): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const more = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  try {
    const zip = join(more, 'all.zip');
    writeGenerated(zip, Math.max(0, wanted - publishedRecords));
    const begun = performance.now();
    const cpu = process.cpuUsage();
    let peak = 0;
    const onRecord = (): void => {
      peak = Math.max(peak, process.memoryUsage.rss());
    };
    const report = await buildAdvisories({ sources: [published, zip], folder, builtAt: '2026-11-22T10:00:00Z', onRecord });
    peak = Math.max(peak, process.memoryUsage.rss());
    const buildSeconds = msSince(begun) / 1000;
    const used = process.cpuUsage(cpu);
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    const first = openAdvisories(folder);
    await first.refresh();
    first.close();
    const opening = performance.now();
    const advisories = openAdvisories(folder);
    await advisories.refresh();
    advisories.lookup('npm', 'package-1');
    const opened = msSince(opening);
    const content = contentOf(somePackages());
    const coldAt = performance.now();
    matchImage(content, 0, advisories);
    const cold = msSince(coldAt);
    const warmAt = performance.now();
    const { matches } = matchImage(content, 0, advisories);
    const warm = msSince(warmAt);
    advisories.close();
    const figure = (name: string, value: number, unit: string, goal: number): Figure => ({
      name,
      value: Math.round(value * 10) / 10,
      unit,
      against: `goal ${goal}`,
      ratio: Math.round((value / goal) * 100) / 100,
    });
    return [
      figure(`build of ${report.records} advisories`, buildSeconds, 's', 60),
      figure('the same, processor time', (used.user + used.system) / 1e6, 's', 60),
      figure('the same, peak memory', peak / 1024 ** 2, 'MB', 400),
      figure('the file', bytes / 1024 ** 2, 'MB', 300),
      figure('open and first lookup, verified before', opened, 'ms', 20),
      figure(`${matchedPackages} packages (${matches.length} matches), first time`, cold, 'ms', 100),
      figure(`${matchedPackages} packages, again`, warm, 'ms', 50),
    ];
  } finally {
    for (const each of [folder, more]) rmSync(each, { recursive: true, force: true });
  }
};
