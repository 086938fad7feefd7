import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const names = readdirSync('functions').flatMap((file) => (file.endsWith('.ts') ? [basename(file, '.ts')] : []));
const { metafile } = await build({
  entryPoints: names.map((name) => `functions/${name}.ts`),
  bundle: true,
  splitting: true,
  write: false,
  metafile: true,
  platform: 'node',
  format: 'esm',
  outdir: 'unwritten',
  external: ['@photostructure/sqlite', 'node:sqlite'],
  logLevel: 'error',
});

/** The source files that are evaluated when a function is imported: what is reached without a dynamic import. */
const loadedBy = (name: string): readonly string[] => {
  const reached = new Set([`functions/${name}.ts`]);
  for (const file of reached) {
    for (const { path, kind } of metafile.inputs[file]?.imports ?? []) if (kind === 'import-statement') reached.add(path);
  }
  return [...reached];
};

const matching = (name: string, pattern: RegExp): readonly string[] => loadedBy(name).filter((file) => pattern.test(file));

test.each(names)('%s is loaded without the SDK, and without what speaks to registries', (name) => {
  expect(
    matching(name, /node_modules\/@(aws-sdk|smithy)\/|^lib\/adapters\/(egress\/(agent|exchange)|registry\/distribution\/client)\.ts$/),
  ).toEqual([]);
});

test.each(names.filter((name) => name !== 'worker'))('%s is loaded without a rule or a parser', (name) => {
  expect(matching(name, /^lib\/(rule|dockerfile|manifest)\/|node_modules\/(js-yaml|unbash|jose)\//)).toEqual([]);
});

test('the worker has the rules at hand', () => {
  expect(matching('worker', /^lib\/rule\/table\.ts$/)).toHaveLength(1);
});
