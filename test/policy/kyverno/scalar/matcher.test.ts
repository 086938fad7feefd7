import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../lib/model/json.ts';
import { budgetOf } from '../../../../lib/policy/kyverno/scalar/budget.ts';
import { compileMatcher } from '../../../../lib/policy/kyverno/scalar/matcher.ts';

describe('a scalar of a pattern', () => {
  it.each<[null | boolean | number | string, Json, boolean]>([
    ['nginx:*', 'nginx:1.2', true],
    ['*/*', 'a/b/c', true],
    ['?*', '', false],
    ['?*', '😀', true],
    ['a?c', 'a😀c', true],
    ['!*:latest', 'nginx:1', true],
    ['!*:latest', 'nginx:latest', false],
    ['!1h', '60m', false],
    ['1h', '60m', true],
    ['>= 1Gi', '1024Mi', true],
    ['<1', '100m', true],
    ['<100m', '1s', true],
    ['>1', null, false],
    ['<1', null, true],
    ['1-10', 10, true],
    ['1-10', '10.5', false],
    ['1Mi!-1Gi', '2Gi', true],
    ['1Mi!-1Gi', '2Mi', false],
    ['-5--1', -3, true],
    ['>1 & <5 | 10', 10, true],
    ['>1 & <5 | 10', 7, false],
    ['true', true, true],
    ['8?', 80, true],
    ['1.5', 1.5, true],
    ['*', null, false],
    ['!x', null, false],
    ['a', ['a'], false],
    [80, '80', true],
    [80, '80.0', false],
    [1.5, '1.50', true],
    [80, 80, true],
    [true, 'true', false],
    [null, '', true],
    [null, 0, true],
    [null, [], false],
  ])('%j takes %j: %s', (pattern, value, expected) => {
    expect(compileMatcher(pattern)(value, budgetOf())).toBe(expected);
  });
});
