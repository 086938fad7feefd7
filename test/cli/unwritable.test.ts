import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bundle, plimsoll } from './bundle.ts';

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

// A full device, and a file that may not grow.
it.runIf(existsSync('/dev/full')).each([
  ['check examples/shop-fixed --rules all --on-error allow > /dev/full', 'no space is left'],
  ['policy --help > /dev/full', 'no space is left'],
  [`check examples/shop-fixed --rules all --on-error allow > "${join(folder, 'small')}"`, 'a file may not be that large'],
])('says that standard output cannot be written, and ends as with a mistake: %s', async (words, why) => {
  const line = `ulimit -f 0; exec "$0" "$1" ${words}`;
  const { status, stderr } = spawnSync('sh', ['-c', line, process.execPath, await bundle()], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, `plimsoll: standard output: cannot be written: ${why}\n`]);
});

it('says that a misspelt file of fix is not there, where it would be taken as an image', async () => {
  const { status, stdout, stderr } = await plimsoll(['fix', 'deploymnt']);
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining('deploymnt: no such file or folder')]);
});
