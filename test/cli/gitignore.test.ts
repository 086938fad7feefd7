import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { changedSince, listing, repositoryFiles } from '../../lib/cli/repository.ts';

let folder = '';
const put = (path: string, text = 'x\n'): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const git = (...words: string[]): void => {
  execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...words], {
    stdio: 'ignore',
  });
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-ignore-'));
  put('.gitignore', '# made\nbuild/\n*.log\n!keep.log\n/top\n\\#odd\nsub/deep/*.txt\ntrail \n');
  for (const path of [
    'build/a',
    'src/build',
    'x.log',
    'keep.log',
    'src/top',
    'top',
    '#odd',
    'sub/deep/a.txt',
    'other/sub/deep/a.txt',
    'trail',
  ])
    put(path);
  put('web/.gitignore', '*.js\n!ok.js\n/here\n');
  for (const path of ['web/a.js', 'web/ok.js', 'web/in/b.js', 'web/here', 'web/in/here', 'a.js']) put(path);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kept = [
  '.gitignore',
  'a.js',
  'keep.log',
  'other/sub/deep/a.txt',
  'src/build',
  'src/top',
  'web/.gitignore',
  'web/in/here',
  'web/ok.js',
];

it('leaves out the same files without git as git does', () => {
  expect(repositoryFiles(folder)).toEqual(kept);
  git('init', '-q');
  expect(repositoryFiles(folder)).toEqual(kept);
});

it('keeps what is tracked though ignored, and tells what changed', () => {
  git('init', '-q');
  git('add', '-f', '.gitignore', 'x.log', 'a.js', 'src/top');
  git('commit', '-q', '-m', 'a');
  expect(repositoryFiles(folder)).toContain('x.log');
  git('add', '-A');
  git('commit', '-q', '-m', 'b');
  put('a.js', 'changed\n');
  put('new.yaml');
  rmSync(join(folder, 'src/top'));
  expect(changedSince(folder, 'HEAD')).toEqual(['a.js', 'new.yaml']);
  expect(changedSince(folder, 'HEAD~1')).toEqual(expect.arrayContaining(['a.js', 'new.yaml', 'keep.log']));
  for (const ref of ['nowhere', '--output=/tmp/x']) expect(() => changedSince(folder, ref)).toThrow('git knows no such commit');
});

it('lists everything that a build is given', () => {
  expect(listing(folder).files.map(({ path }) => path)).toEqual(expect.arrayContaining(['build/a', 'x.log']));
  expect(listing(join(folder, 'nowhere'))).toEqual({ files: [], isPartial: false });
  expect(listing(folder, (path) => path === 'build').files.map(({ path }) => path)).not.toContain('build/a');
});
