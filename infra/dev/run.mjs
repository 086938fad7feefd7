// Runs a TypeScript entry point: bundles it to .cache/ and imports it. Usage: node infra/dev/run.mjs <entry.ts> [arguments]
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

ensureInstalled(['esbuild', 'hono', 'vitest']);
const { build } = await import('esbuild');
const [entry, ...rest] = process.argv.slice(2);
const outfile = `.cache/run/${entry.replaceAll('/', '-')}-${process.pid}.mjs`;
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  define: { PLIMSOLL_VERSION: '"development"' },
  logLevel: 'warning',
});
process.argv = [process.argv[0], basename(entry), ...rest];
process.on('exit', () => rmSync(outfile, { force: true }));
const { rmSync } = await import('node:fs');
await import(pathToFileURL(outfile).href);
