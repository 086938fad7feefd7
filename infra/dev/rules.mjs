// Writes docs/rules from the rule table: a page a rule and the index. Usage: node infra/dev/rules.mjs
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

ensureInstalled(['esbuild']);
const { build } = await import('esbuild');
const folder = 'docs/rules';
const outfile = `.cache/run/rules-${process.pid}.mjs`;
await build({
  entryPoints: ['test/docs/rule-page.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
const { rulePages } = await import(pathToFileURL(resolve(outfile)).href);
rmSync(outfile);
const pages = rulePages();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(join(folder, name));
for (const [name, text] of pages) writeFileSync(join(folder, name), text);
console.log(`${pages.size} pages`);
