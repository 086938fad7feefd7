import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
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

it('names such a place before it looks at anything, and makes no file where it can', async () => {
  const written = join(folder, 'written');
  const { status, stderr } = await plimsoll(['check', 'no-such-file.yaml', '--report', `sarif=${written}`, '--output', missing]);
  expect([status, stderr]).toEqual([2, `plimsoll: ${missing}: cannot be written: there is no such folder\n`]);
  expect(existsSync(written)).toBe(false);
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

it('leaves a source as it was where what fix would write has no room, and keeps its rights and a link to it', async () => {
  const sources = join(folder, 'sources');
  const [file, link] = [join(sources, 'deployment.yaml'), join(folder, 'link.yaml')];
  mkdirSync(sources);
  copyFileSync('examples/shop/deployment.yaml', file);
  chmodSync(file, 0o640);
  symlinkSync(file, link);
  const before = readFileSync(file, 'utf8');
  const line = `ulimit -f 0; exec "$0" "$1" fix "${link}" --rules all --write`;
  const { status, stderr } = spawnSync('sh', ['-c', line, process.execPath, await bundle()], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, `plimsoll: ${link}: cannot be written: a file may not be that large\n`]);
  expect([readFileSync(file, 'utf8'), readdirSync(sources)]).toEqual([before, ['deployment.yaml']]);
  expect((await plimsoll(['fix', link, '--rules', 'all', '--write'])).status).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('seccompProfile');
  expect([statSync(file).mode & 0o777, lstatSync(link).isSymbolicLink(), readdirSync(sources)]).toEqual([0o640, true, ['deployment.yaml']]);
});
