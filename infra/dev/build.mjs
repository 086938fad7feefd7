// One bundled file for the command and the service: dist/plimsoll.mjs. Native SQLite stays outside, beside Node's own.
import { chmodSync, readFileSync } from 'node:fs';
import { ensureInstalled } from './install.mjs';

ensureInstalled(['esbuild', 'hono', '@photostructure/sqlite'], ['--omit=dev']);
const { build } = await import('esbuild');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

await build({
  entryPoints: { plimsoll: 'lib/cli/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  external: ['@photostructure/sqlite', 'node:sqlite', '@aws-sdk/*'],
  define: { PLIMSOLL_VERSION: JSON.stringify(version) },
  banner: {
    js: "#!/usr/bin/env node\nimport{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
chmodSync('dist/plimsoll.mjs', 0o755);
