import { expect, it } from 'vitest';
import { withContext } from '../../../lib/dockerfile/context.ts';
import type { BuildContext } from '../../../lib/dockerfile/file.ts';
import { parseDockerfile } from '../../../lib/dockerfile/parse.ts';
import { dockerfileRules } from '../../../lib/rule/dockerfile/index.ts';
import { runRules } from '../../../lib/rule/run.ts';

const settings = dockerfileRules.map((rule) => ({ rule, severity: null, mode: 'enforce' as const, params: {} }));

const found = (id: string, text: string, context: BuildContext): string[] => {
  const file = withContext(parseDockerfile({ name: 'Dockerfile', text }, 0), context);
  const { findings } = runRules({ bundle: null, images: [], dockerfiles: [{ subject: 0, file }] }, settings);
  return findings.filter(({ rule }) => rule === id).map(({ message }) => message);
};

const all = 'FROM debian:12\nWORKDIR /app\nCOPY . .\n';
const careful = '.git\n.env*\nnode_modules\n.ssh\n**/*.key\n';

it('df-copy-ignored finds what never reaches the builder', () => {
  const text = 'FROM debian:12\nARG F=b\nCOPY a ./$F /x/\nCOPY --from=x a /y\nCOPY *.a /z/\n';
  expect(found('df-copy-ignored', text, { ignore: 'a\nb/../b\n', files: null })).toHaveLength(2);
  expect(found('df-copy-ignored', text, { ignore: 'a\n!a\nc\n', files: null })).toEqual([]);
  expect(found('df-copy-ignored', text, { ignore: null, files: null })).toEqual([]);
});

it('df-copy-ignored knows that something in a folder may be kept', () => {
  const text = 'FROM debian:12\nCOPY src /src\n';
  for (const ignore of ['*\n!src/**', '*\n!src/a/b', '*\n!**/*.ts', '*\n!s*/x']) {
    expect([ignore, ...found('df-copy-ignored', text, { ignore, files: null })]).toEqual([ignore]);
    expect(found('df-copy-ignored', text, { ignore, files: [{ path: 'other', size: 1 }] })).toHaveLength(1);
  }
  for (const ignore of ['*', '*\n!source/**', '*\n!srcs', '*\n!docs/*'])
    expect(found('df-copy-ignored', text, { ignore, files: null })).toHaveLength(1);
  expect(found('df-copy-ignored', text, { ignore: '*\n!src/**', files: [{ path: 'src/a.ts', size: 1 }] })).toEqual([]);
});

it('df-copy-context asks for patterns where everything is copied', () => {
  expect(found('df-copy-context', all, { ignore: null, files: null })).toHaveLength(1);
  expect(found('df-copy-context', all, { ignore: careful, files: null })).toEqual([]);
  expect(found('df-copy-context', all, { ignore: '', files: [{ path: 'main.go', size: 1 }] })).toEqual([]);
  expect(found('df-copy-context', all, { ignore: '', files: [{ path: '.git/HEAD', size: 1 }] })).toHaveLength(1);
  expect(found('df-copy-context', 'FROM debian:12\nCOPY src /src\n', { ignore: null, files: null })).toEqual([]);
});

it('df-context-secret finds credentials that are sent', () => {
  const files = [
    { path: 'config/.env.production', size: 1 },
    { path: '.env.example', size: 1 },
    { path: 'deploy/id_ed25519', size: 1 },
  ];
  expect(found('df-context-secret', all, { ignore: null, files })).toHaveLength(2);
  expect(found('df-context-secret', all, { ignore: '**/.env*\ndeploy', files })).toEqual([]);
});

it('df-context-size names the largest folders', () => {
  const files = [
    { path: 'data/a', size: 200 * 1024 * 1024 },
    { path: 'src/b', size: 10 },
  ];
  expect(found('df-context-size', all, { ignore: null, files })[0]).toContain('data (200 MiB)');
  expect(found('df-context-size', all, { ignore: 'data', files })).toEqual([]);
});
