import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTargets } from '../../lib/cli/targets.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-pattern-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const path of ['a.yaml', 'b.yml', 'base/c.yaml', 'base/deep/d.yaml', 'node_modules/e.yaml', 'note.txt']) {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n');
}
const filesOf = (pattern: string) => readTargets([join(folder, pattern)]).manifests.map(({ name }) => name.slice(folder.length + 1));

describe('a pattern that no shell wrote out', () => {
  it.each<[string, string[]]>([
    ['*.yaml', ['a.yaml']],
    ['?.y*ml', ['a.yaml', 'b.yml']],
    ['*/*.yaml', ['base/c.yaml']],
    ['**/*.yaml', ['a.yaml', 'base/c.yaml', 'base/deep/d.yaml']],
    ['base/**/d.yaml', ['base/deep/d.yaml']],
    ['**/base/**/d.yaml', ['base/deep/d.yaml']],
    ['**/base/**/*.yaml', ['base/c.yaml', 'base/deep/d.yaml']],
    ['base/../base/*.yaml', ['base/c.yaml']],
  ])('%s', (pattern, files) => {
    expect(filesOf(pattern)).toEqual(files);
  });

  it.each(['*.json', 'nowhere/*.yaml', `${'*'.repeat(300)}.yaml`, 'a.yaml/*'])('%s fits nothing, which is said', (pattern) => {
    expect(() => filesOf(pattern)).toThrowError(expect.objectContaining({ code: 'invalid-request' }));
  });

  it.each(['a.yaml/b', `${'x'.repeat(300)}.yaml`, 'a\u0000.yaml'])('a path that cannot be one is said to be none: %j', (path) => {
    expect(() => filesOf(path)).toThrowError(expect.objectContaining({ code: 'invalid-request' }));
  });
});
