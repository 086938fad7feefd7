import { describe, expect, it } from 'vitest';
import { readDockerfiles, sentFiles } from '../../lib/dockerfile/context.ts';
import { cleanPath, parseIgnore } from '../../lib/dockerfile/ignore.ts';

const out = (patterns: string, path: string): string | null => parseIgnore(patterns).excludedBy(path)?.source ?? null;

describe('.dockerignore', () => {
  it.each([
    ['a name at the root only', 'a', ['a', 'a/b'], ['b/a', 'ab']],
    ['a slash in front changes nothing', '/a', ['a', 'a/b'], ['b/a']],
    ['a slash behind changes nothing', 'a/', ['a', 'a/b'], ['b/a']],
    ['* within a folder', '*/temp*', ['x/temp', 'x/temporary/y'], ['temp', 'x/y/temp']],
    ['two stars for any folders', '**/*.go', ['a.go', 'x/a.go', 'x/y/a.go'], ['a.gox']],
    ['two stars at the end leave the folder', 'a/**', ['a/b', 'a/b/c'], ['a']],
    ['two stars in the middle, also for none', 'a/**/b', ['a/b', 'a/x/b', 'a/x/y/b/c'], ['a/x', 'b']],
    ['? for one character', 'a?', ['ab'], ['a', 'abc']],
    ['classes', '[a-c]1', ['a1', 'c1'], ['d1']],
    ['negated classes', '[^a]1', ['b1'], ['a1']],
    ['an escaped star', '\\*', ['*'], ['a']],
    ['paths are cleaned', './a/../b//c', ['b/c'], ['a']],
    ['space around is cut', '  a  ', ['a'], [' a']],
    ['case matters', 'A', ['A'], ['a']],
    ['everything', '*', ['a', 'a/b', '.git'], []],
    ['comments and empty lines are none', '# a\n\n', [], ['a', '# a']],
    ['a # that is not first is a name', ' #a', ['#a'], []],
    ['CRLF', 'a\r\nb\r\n', ['a', 'b'], ['c']],
    ['an open class matches nothing', '[a', [], ['a', '[a']],
  ])('%s', (_, patterns, excluded, sent) => {
    expect(excluded.filter((path) => out(patterns, path) === null)).toEqual([]);
    expect(sent.filter((path) => out(patterns, path) !== null)).toEqual([]);
  });

  it.each([
    ['the last match wins', '*.md\n!README.md', 'README.md', null],
    ['a later pattern takes back the exception', '*.md\n!README*.md\nREADME-secret.md', 'README-secret.md', 'README-secret.md'],
    ['an exception below an excluded folder', 'a\n!a/keep', 'a/keep', null],
    ['the exception is no wider', 'a\n!a/keep', 'a/other', 'a'],
    ['an exception before its pattern does nothing', '!a\na', 'a', 'a'],
  ])('%s', (_, patterns, path, expected) => expect(out(patterns, path)).toBe(expected));

  it('has the line of a pattern', () => expect(parseIgnore('# x\n\na').excludedBy('a')?.line).toBe(3));

  it('takes no time for patterns that backtrack', () => {
    expect(out(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBeNull();
    expect(out(`${'**/a/'.repeat(200)}b`, 'a/'.repeat(2_000))).toBeNull();
  });

  it('cleans as Go does', () => {
    expect(['a/./b', '../a', '/../a', 'a/..', '//a//'].map(cleanPath)).toEqual(['a/b', '../a', 'a', '', 'a']);
  });
});

describe('the ignore file of a Dockerfile', () => {
  const read = (files: { readonly [name: string]: string }) =>
    readDockerfiles(
      Object.entries(files).map(([name, text]) => ({ name, text })),
      0,
    ).map(({ name, context }) => [name, context?.ignore ?? null]);

  it('is the one of its folder, unless one has its name', () => {
    expect(read({ Dockerfile: 'FROM a', '.dockerignore': 'x' })).toEqual([['Dockerfile', 'x']]);
    expect(read({ 'app/Dockerfile': 'FROM a', 'app/.dockerignore': 'x', '.dockerignore': 'y' })).toEqual([['app/Dockerfile', 'x']]);
    expect(read({ '.dockerignore': 'x', 'a.Dockerfile.dockerignore': 'y', 'a.Dockerfile': 'FROM a', 'b.Dockerfile': 'FROM a' })).toEqual([
      ['a.Dockerfile', 'y'],
      ['b.Dockerfile', 'x'],
    ]);
    expect(read({ Dockerfile: 'FROM a' })).toEqual([['Dockerfile', null]]);
  });
});

describe('what is sent', () => {
  it('is what no pattern keeps out, with the largest folders first', () => {
    const files = [
      { path: 'a/1', size: 10 },
      { path: 'b/1', size: 30 },
      { path: 'b/x/2', size: 5 },
      { path: 'c', size: 1 },
      { path: '.git/config', size: 99 },
    ];
    const sent = sentFiles({ ignore: '.git', files });
    expect([sent.size, sent.files.length]).toEqual([46, 4]);
    expect(sent.folders).toEqual([
      { path: 'b', size: 35, files: 2 },
      { path: 'a', size: 10, files: 1 },
    ]);
  });
});
