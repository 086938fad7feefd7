import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-unwritable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const missing = join(folder, 'missing', 'report');

it.each([
  ['a folder that is not there', ['--output', missing], `${missing}: cannot be written: there is no such folder`],
  ['a folder in place of a file', ['--output', folder], `${folder}: cannot be written: it is a folder`],
  ['the file of a report', ['--report', `sarif=${missing}`], `${missing}: cannot be written: there is no such folder`],
])('names %s, and lets nothing go for it', async (_what, words, message) => {
  const { status, stderr } = await plimsoll(['check', 'examples/shop-fixed', '--on-error', 'allow', ...words]);
  expect([status, stderr]).toEqual([2, `plimsoll: ${message}\n`]);
});

it('says that a misspelt file of fix is not there, where it would be taken as an image', async () => {
  const { status, stdout, stderr } = await plimsoll(['fix', 'deploymnt']);
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining('deploymnt: no such file or folder')]);
});
