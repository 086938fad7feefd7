import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';

let folder: string;
const compiled = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.compiled'));
const check = () => spawnSync(process.execPath, [join(folder, 'plimsoll.mjs'), 'check', 'examples/shop-fixed'], { encoding: 'utf8' });

beforeAll(async () => {
  const built = await bundle();
  folder = mkdtempSync(join(dirname(dirname(built)), 'launcher-'));
  cpSync(dirname(built), folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the built command', () => {
  it('has its compiled code beside it', () => expect(compiled()).toHaveLength(1));

  it.each([
    ['cut short', (path: string) => writeFileSync(path, Buffer.alloc(100))],
    ['empty', (path: string) => writeFileSync(path, '')],
    ['gone', (path: string) => rmSync(path)],
  ])('runs with compiled code that is %s', (_how, change) => {
    const before = check();
    for (const name of compiled()) change(join(folder, name));
    expect(before).toMatchObject({ status: 0, stderr: '' });
    expect(check()).toMatchObject({ status: 0, stdout: before.stdout, stderr: '' });
  });
});
