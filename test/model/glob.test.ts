import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../lib/model/glob.ts';

describe('compileGlob', () => {
  it.each([
    ['shop', 'shop', true],
    ['shop', 'shop2', false],
    ['', '', true],
    ['*', '', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['***', 'a/b', true],
    ['a/*', 'a/b', true],
    ['a/*', 'a/b/c', false],
    ['a/**', 'a/b/c', true],
    ['a/**', 'a', false],
    ['**/c', 'a/b/c', true],
    ['*.yaml', 'deploy.yaml', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a?c', 'a😀c', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['[ab]', '[ab]', true],
    ['(a+)+$', '(a+)+$', true],
    ['prod*', 'prod', true],
    ['*prod', 'preprod', true],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(compileGlob(pattern).matches(text)).toBe(expected);
  });

  it('agrees with the regular expression it stands for', () => {
    const alphabet = fc.constantFrom('a', 'b', '/', '*', '?');
    const asExpression = (pattern: string) =>
      new RegExp(`^${pattern.replace(/\*\*+|\*|\?/g, (wild) => (wild === '?' ? '[^/]' : wild === '*' ? '[^/]*' : '.*'))}$`);
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 8 }), fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 8 }), (pattern, text) => {
        const written = pattern.join('');
        expect(compileGlob(written).matches(text.join(''))).toBe(asExpression(written).test(text.join('')));
      }),
    );
  });

  it('takes the same time for a pattern that would make others backtrack', () => {
    const glob = compileGlob(`${'*a'.repeat(120)}b`);
    const text = 'a'.repeat(4_000);
    const started = process.hrtime.bigint();
    expect(glob.matches(text)).toBe(false);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(10_000);
  });
});
