import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAdvisories } from '../lib/adapters/advisories/build.ts';
import { openAdvisories } from '../lib/adapters/advisories/open.ts';
import { matchImage } from '../lib/advisory/match.ts';
import { sha256 } from '../lib/model/digest.ts';
import type { Package } from '../lib/model/image.ts';
import { contentOf, os } from '../test/advisory/content.ts';
import type { Figure } from './evaluate.ts';

const published = join(process.env['PLIMSOLL_CONFORMANCE'] ?? '../shared/conformance', 'osv');
const wanted = Number(process.env['PLIMSOLL_BENCH_ADVISORIES'] ?? 500_000);
const publishedRecords = 33_722;
const matchedPackages = 500;
const names = 250_000;

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
    spawnSync(process.execPath, ['infra/dev/run.mjs', 'bench/advisories-zip.ts', zip, String(Math.max(0, wanted - publishedRecords))], {
      stdio: 'inherit',
    });
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
    const content = contentOf(os('debian', '11', 'Debian GNU/Linux 11'), ...somePackages());
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
      ratio: Math.round((goal / value) * 100) / 100,
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
