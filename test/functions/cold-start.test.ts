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

/** The source files that are evaluated when one is imported: what is reached without a dynamic import. */
const loadedBy = (start: string): readonly string[] => {
  const reached = new Set([start]);
  for (const file of reached) {
    for (const { path, kind } of metafile.inputs[file]?.imports ?? []) if (kind === 'import-statement') reached.add(path);
  }
  return [...reached];
};

const matching = (start: string, pattern: RegExp): readonly string[] => loadedBy(start).filter((file) => pattern.test(file));

test.each(names)('%s is loaded without the SDK, and without what speaks to registries', (name) => {
  expect(
    matching(
      `functions/${name}.ts`,
      /node_modules\/@(aws-sdk|smithy)\/|^lib\/adapters\/(egress\/(agent|exchange)|registry\/distribution\/client)\.ts$/,
    ),
  ).toEqual([]);
});

test.each(names.filter((name) => name !== 'worker'))('%s is loaded without a rule or a parser', (name) => {
  expect(matching(`functions/${name}.ts`, /^lib\/(rule|dockerfile|manifest)\/|node_modules\/(js-yaml|unbash|jose)\//)).toEqual([]);
});

test.each(names)('%s is loaded without what reads large layers in threads', (name) => {
  expect(matching(name, /^lib\/image\/layer\/thread\//)).toEqual([]);
});

test.each(names)('%s is loaded without the engines of foreign policies', (name) => {
  expect(matching(`functions/${name}.ts`, /^lib\/policy\/(kyverno|validating|cel)\//)).toEqual([]);
});

test('the worker has the rules at hand', () => {
  expect(matching('functions/worker.ts', /^lib\/rule\/table\.ts$/)).toHaveLength(1);
});

test.each(['scan/start', 'scan/get', 'scan/list'])(
  'a request to %s loads no rule: reports, which name them, are for who reads verdicts',
  (route) => {
    expect(matching(`lib/api/routes/${route}.ts`, /^lib\/rule\/table\.ts$/)).toEqual([]);
  },
);
