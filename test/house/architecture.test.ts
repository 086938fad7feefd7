import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const check = (root: string) => spawnSync(process.execPath, ['infra/dev/architecture.mjs', root], { encoding: 'utf8' });

describe('the import-direction rule', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'plimsoll-house-'));
    for (const folder of ['lib/model', 'lib/verdict', 'lib/api', 'lib/adapters/sqlite', 'functions'])
      mkdirSync(join(root, folder), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('holds for this repository', () => {
    expect(check('.')).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    ['an import outwards', 'lib/model/a.ts', "import { app } from '../api/app.ts';\n", 'model may not import api'],
    [
      'an import of an adapter by the API',
      'lib/api/a.ts',
      "import type { T } from '../adapters/sqlite/table.ts';\n",
      'api may not import adapters',
    ],
    [
      'a dynamic import outwards',
      'lib/model/a.ts',
      "export const load = () => import('../verdict/evaluate.ts');\n",
      'model may not import verdict',
    ],
    ['the clock in the pure part', 'lib/verdict/a.ts', 'export const now = () => Date.now();\n', 'verdict may not touch the clock'],
    ['the environment in the API', 'lib/api/a.ts', "export const port = process.env['PORT'];\n", 'api may not touch the environment'],
    ['the network in the API', 'lib/api/a.ts', "export const go = () => fetch('http://x');\n", 'api may not touch the network'],
    ['a folder nobody placed', 'lib/misc/a.ts', 'export const a = 1;\n', 'has no row'],
  ])('finds %s', (_name, file, text, expected) => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), text);
    const { status, stderr } = check(root);
    expect(status).toBe(1);
    expect(stderr).toContain(expected);
  });

  it('finds files that import each other, by their types too', () => {
    writeFileSync(join(root, 'lib/model/a.ts'), "import type { B } from './b.ts';\nexport type A = { readonly b: B };\n");
    writeFileSync(join(root, 'lib/model/b.ts'), "import type { A } from './a.ts';\nexport type B = { readonly a: A | null };\n");
    const { status, stderr } = check(root);
    expect(status).toBe(1);
    expect(stderr).toContain('lib/model/a.ts -> ');
    expect(stderr).toContain('a circle of imports');
  });

  it('lets adapters and the command touch the outside', () => {
    writeFileSync(
      join(root, 'lib/adapters/sqlite/a.ts'),
      "import type { J } from '../../model/json.ts';\nexport const now = () => Date.now();\n",
    );
    expect(check(root).status).toBe(0);
  });
});
