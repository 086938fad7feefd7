// Writes docs/rules from the rule table: a page a rule and the index. Usage: node infra/dev/rules.mjs
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from './load.mjs';

const folder = 'docs/rules';
const { rulePages } = await load('test/docs/rule-page.ts');
const pages = rulePages();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(join(folder, name));
for (const [name, text] of pages) writeFileSync(join(folder, name), text);
console.log(`${pages.size} pages`);
