import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cleanPath, parseIgnore } from '../../lib/dockerfile/ignore.ts';

/** What moby/patternmatcher 0.6.1 (MatchesOrParentMatches behind ignorefile.ReadAll) answered: random pattern files, 12 paths each, `1` for kept out. */
const answers = z.array(z.object({ text: z.string(), paths: z.array(z.string()), out: z.string() })).parse(
  readFileSync('test/fixtures/dockerignore/answers.ndjson', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)),
);

/** The rules as the builder's source has them, one after the other: no bound on time, no shared work. */
const reference = (text: string, path: string): boolean => {
  const folders = path.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'));
  let isOut = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const isException = line.trim().startsWith('!');
    const cleaned = cleanPath(isException ? line.trim().slice(1).trim() : line.trim());
    const isNegated = isException || cleaned.startsWith('!');
    const pattern = isException ? cleaned : cleaned.replace(/^!/, '');
    if (isNegated !== isOut || pattern === '') continue;
    if (folders.some((folder) => matches(pattern, folder))) isOut = !isNegated;
  }
  return isOut;
};

const matches = (pattern: string, path: string): boolean => {
  let form = '^';
  let kind = 'exact';
  for (let at = 0, step = 0; at < pattern.length; step++) {
    const char = pattern[at++] ?? '';
    if (char === '*' && pattern[at] === '*') {
      at++;
      if (pattern[at] === '/') at++;
      if (at < pattern.length) {
        form += '(.*/)?';
        kind = 'form';
      } else if (kind === 'exact') kind = 'prefix';
      else {
        form += '.*';
        kind = 'form';
      }
      if (step === 0) kind = 'suffix';
    } else if (char === '*' || char === '?') {
      form += char === '*' ? '[^/]*' : '[^/]';
      kind = 'form';
    } else if ('.+()|{}$'.includes(char)) form += `\\${char}`;
    else {
      form += char;
      if (char === '[' || char === ']') kind = 'form';
    }
  }
  if (kind === 'exact') return path === pattern;
  if (kind === 'prefix') return path.startsWith(pattern.slice(0, -2));
  const suffix = pattern.slice(2);
  if (kind === 'suffix') return path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  return new RegExp(`${form}$`, 's').test(path);
};

describe('.dockerignore as the builder reads it', () => {
  it('gives the builder’s own answers', () => {
    expect(answers.length).toBe(300);
    const wrong = answers.flatMap(({ text, paths, out }) => {
      const { excludedBy } = parseIgnore(text);
      return paths.filter((path, index) => (excludedBy(path) !== null) !== (out[index] === '1')).map((path) => ({ text, path }));
    });
    expect(wrong).toEqual([]);
  });

  it('is what the rules say, for any patterns and paths', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      'ab',
      '*',
      '**',
      '?',
      '/',
      '/',
      '[ab]',
      '[^a]',
      '[!a]',
      '.',
      '..',
      '-',
      'a.b',
      '!',
      '+',
      '(',
      '$',
    );
    const pattern = fc
      .tuple(fc.constantFrom('', '', '!', ' '), fc.array(piece, { minLength: 1, maxLength: 8 }))
      .map(([mark, parts]) => mark + parts.join(''));
    const file = fc.array(pattern, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n'));
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab', 'ba', 'a.b', 'abc', '!', '-', '+', '(', '$'), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(file, fc.array(path, { minLength: 1, maxLength: 6 }), (text, paths) => {
        const { excludedBy } = parseIgnore(text);
        for (const each of paths) expect([each, excludedBy(each) !== null]).toEqual([each, reference(text, each)]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('names the lines that the builder refuses', () => {
    expect(parseIgnore('a\n[b\nc\\\n[z-a]\n').malformed).toEqual([
      { source: '[b', line: 2 },
      { source: 'c\\', line: 3 },
      { source: '[z-a]', line: 4 },
    ]);
  });
});
