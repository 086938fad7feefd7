// One bundled file for the command and the service: dist/plimsoll.mjs, or in the folder that is named. Native SQLite stays outside, beside Node's own.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ensureInstalled } from './install.mjs';

ensureInstalled(['esbuild', 'hono', '@photostructure/sqlite'], ['--omit=dev']);
const { build, transform } = await import('esbuild');
const { layerThread, script } = await import('./layer-thread.mjs');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const { outputFiles } = await build({
  entryPoints: ['lib/cli/main.ts'],
  // Only scripts can be started from compiled code; what stays outside is required, not imported.
  ...script,
  keepNames: true,
  external: ['@photostructure/sqlite', 'node:sqlite', '@aws-sdk/*'],
  define: { PLIMSOLL_VERSION: JSON.stringify(version), 'import.meta.url': '__address', ...(await layerThread()) },
});
const source = `(function(require,module,exports,__address){${outputFiles[0].text}\n})`;
const name = `plimsoll-${createHash('sha256').update(source).digest('hex').slice(0, 16)}.compiled`;
const launcher = readFileSync('infra/dev/launcher.mjs', 'utf8')
  .replace("/* bundle */ ''", () => JSON.stringify(source))
  .replace("/* compiled */ ''", JSON.stringify(`./${name}`));
const { code } = await transform(launcher, { format: 'esm', target: 'node20', minifyWhitespace: true, legalComments: 'none' });

const [folder = 'dist'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const old of readdirSync(folder)) if (/^plimsoll.*\.(mjs|compiled)$/.test(old)) rmSync(`${folder}/${old}`);
writeFileSync(`${folder}/plimsoll.mjs`, `#!/usr/bin/env node\n${code}`, { mode: 0o755 });
const { status } = spawnSync(process.execPath, ['infra/dev/compile.mjs', `${folder}/${name}`], {
  input: source,
  stdio: ['pipe', 'ignore', 2],
});
if (status !== 0) console.error('built without compiled code: it starts slower');

// The image is built without what describes the API, and nobody uses its client from there.
if (existsSync('docs/openapi.json') && existsSync('infra/dev/client.mjs')) {
  const { writeClient } = await import('./client.mjs');
  await writeClient(folder);
}
