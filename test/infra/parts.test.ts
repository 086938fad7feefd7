import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';

const { withoutImportsOfNode } = await import(new URL('../../infra/dev/built-ins.mjs', import.meta.url).href);
const { joinParts } = await import(new URL('../../infra/dev/join-parts.mjs', import.meta.url).href);

test.each([
  ['import{a,b as c}from"node:http";', 'const{a,b:c}=process.getBuiltinModule("node:http");'],
  ['import x from"node:fs/promises";', 'const x=process.getBuiltinModule("node:fs/promises");'],
  ['import*as x from"node:zlib";', 'const x=process.getBuiltinModule("node:zlib");'],
  ['import x,{a}from"node:os";', 'const x=process.getBuiltinModule("node:os");const{a}=process.getBuiltinModule("node:os");'],
  ['await import("node:http")', 'await Promise.resolve(process.getBuiltinModule("node:http"))'],
  ['import{a}from"./part-A.mjs";', 'import{a}from"./part-A.mjs";'],
  ['import("node:sqlite")', 'import("node:sqlite")'],
])('what is imported of Node is taken name by name: %s', (before, after) => {
  expect(withoutImportsOfNode(before)).toBe(after);
});

const sources: { readonly [path: string]: string } = {
  './index': `import { count, Fault } from './state'; import { createHash } from 'node:crypto'; count(1);
    const late = await import('./late');
    const later = await import('./later');
    export const handler = () => [late.counted(), later.seen, late.fault() instanceof Fault, createHash('sha256').update('').digest('hex').length];`,
  './late': `import { count, Fault } from './state'; import { more } from './more';
    export const counted = () => count(more); export const fault = () => new Fault();`,
  './later': `import { seenTimes } from './deep'; export const seen = seenTimes();`,
  './deep': `let seen = 0; export const seenTimes = () => (seen += 1);`,
  './state': `import { seenTimes } from './deep'; seenTimes(); let n = 0; export const count = (by) => (n += by); export class Fault extends Error {}`,
  './more': `import { count } from './state'; export const more = 10 + count(0);`,
};
const plugin: Plugin = {
  name: 'sources',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.\// }, ({ path }) => ({ path, namespace: 'source' }));
    onLoad({ filter: /.*/, namespace: 'source' }, ({ path }) => ({ contents: sources[path] ?? '' }));
  },
};

test('what is shared is one file and there once, whoever asks for it, also while the entry waits at its top', async () => {
  const options = { outdir: 'unwritten', outExtension: { '.js': '.mjs' }, platform: 'node', format: 'esm' } as const;
  const parts = await build({
    ...options,
    entryPoints: { index: './index' },
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    plugins: [plugin],
  });
  const files: ReadonlyMap<string, string> = await joinParts(parts, { ...options, minify: true, external: ['node:*'] });
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-parts-'));
  for (const [name, text] of files) writeFileSync(join(folder, name), withoutImportsOfNode(text));
  const address = JSON.stringify(pathToFileURL(join(folder, 'index.mjs')).href);
  const program = `const { handler } = await import(${address}); console.log(JSON.stringify(handler()))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  // 1 by the entry, 10 + 1 by the late part, of one count; and of what the entry itself does not name, 1 by what it names and 1 by the later part.
  expect([stderr, JSON.parse(stdout || 'null')]).toEqual(['', [12, 2, true, 64]]);
  expect([...files.keys()].filter((name) => !name.startsWith('part-')).sort()).toEqual(['index.mjs', 'shared.mjs']);
});
