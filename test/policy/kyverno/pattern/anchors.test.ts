import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../lib/model/json.ts';
import { compilePattern } from '../../../../lib/policy/kyverno/pattern/compile.ts';
import { budgetOf } from '../../../../lib/policy/kyverno/scalar/budget.ts';

/** The results were seen to be those of Kyverno 1.19.1, but that it calls a failure an error where an anchor's key is nowhere, or a list is shorter. */
const cases: readonly (readonly [string, Json, Json, 'pass' | 'fail' | 'skip'])[] = [
  ['a condition that does not hold', { '(a)': 'x', b: 'y' }, { a: 'z', b: 'z' }, 'skip'],
  ['a condition on what is not there', { '(a)': 'x', b: 'y' }, { b: 'z' }, 'skip'],
  ['a condition that holds', { '(a)': 'x', b: 'y' }, { a: 'x', b: 'z' }, 'fail'],
  ['a condition beside a failure that comes after it', { '(a)': 'x', '=(b)': 'y' }, { a: 'z', b: 'z' }, 'skip'],
  ['a condition beside another that holds', { '(a)': 'x', '(b)': 'y' }, { a: 'z', b: 'y' }, 'skip'],
  ['a condition below a plain member, asked first', { a: { '(m)': false }, b: '1-100' }, { a: {} }, 'skip'],
  ['a condition below a plain member that comes later by name', { b: { '(m)': false }, a: '1-100' }, { b: {} }, 'skip'],
  ['a condition below an anchor beside one that matches', { '=(a)': { '(m)': 1 }, '=(b)': 'x', c: 'y' }, { a: {}, b: 'x', c: 'z' }, 'fail'],
  ['a condition below an anchor alone', { '=(a)': { '(m)': 1 }, c: 'y' }, { a: {}, c: 'z' }, 'skip'],
  ['a global anchor that does not hold', { '<(a)': 'x', b: 'y' }, { a: 'z', b: 'z' }, 'skip'],
  ['a global anchor on what is not there', { '<(a)': 'x', b: 'y' }, { b: 'z' }, 'fail'],
  ['a failure of an anchor before a global one', { '<(a)': 'x', 'X(b)': 'null' }, { a: 'z', b: 1 }, 'fail'],
  ['a global anchor within one item of two', { l: [{ '<(a)': 'x', b: 'y' }] }, { l: [{ a: 'z' }, { a: 'x', b: 'y' }] }, 'pass'],
  ['a condition in every item', { l: [{ '(a)': 'x', b: 'y' }] }, { l: [{ a: 'z' }, { a: 'w' }] }, 'skip'],
  ['a condition in one item, a failure in another', { l: [{ '(a)': 'x', b: 'y' }] }, { l: [{ a: 'z' }, { a: 'x', b: 'z' }] }, 'fail'],
  ['a failure below a condition', { '(a)': { b: 'x' }, c: 'y' }, { a: { b: 'z' }, c: 'z' }, 'skip'],
  ['what may not be there', { 'X(a)': 'null' }, { a: null }, 'fail'],
  ['what need not be there', { '=(a)': 'x' }, {}, 'pass'],
  ['what is there and null', { '=(a)': 'x' }, { a: null }, 'fail'],
  ['one item of several', { '^(l)': [{ a: 'x' }, { b: 'y' }] }, { l: [{ a: 'x' }, { b: 'y' }] }, 'pass'],
  ['no item', { '^(l)': [{ a: 'x' }] }, { l: [{ a: 'z' }] }, 'fail'],
  ['one item that is not about it', { '^(l)': [{ '(a)': 'x' }] }, { l: [{ a: 'z' }] }, 'fail'],
  ['one item asked for by text', { '^(l)': ['x'] }, { l: ['x'] }, 'fail'],
  ['one item of a list that is not there', { '^(l)': [{ a: 'x' }] }, {}, 'pass'],
  ['an anchor of changes', { '+(a)': 'x' }, { a: 'x' }, 'fail'],
  ['an item that is no map', { l: [{ a: 'x' }] }, { l: ['x'] }, 'fail'],
  ['an empty list', { l: [{ a: 'x' }] }, { l: [] }, 'pass'],
  ['a list that is not there', { l: [{ a: 'x' }] }, {}, 'fail'],
  ['each item by a text', { l: ['!x'] }, { l: ['y', 'z'] }, 'pass'],
  ['lists in lists', { l: [['a'], ['b']] }, { l: [['a'], ['b'], ['c']] }, 'pass'],
  ['lists in a shorter list', { l: [['a'], ['b']] }, { l: [['a']] }, 'fail'],
  ['any value', { a: '*' }, { a: [] }, 'pass'],
  ['any value where there is null', { a: '*' }, { a: null }, 'fail'],
  ['a label by wildcard', { metadata: { labels: { 'x/*': 'a' } } }, { metadata: { labels: { 'x/y': 'a' } } }, 'pass'],
  ['a label by wildcard that is not there', { metadata: { labels: { 'x/*': '?*' } } }, { metadata: { labels: { y: 'a' } } }, 'fail'],
  [
    'a label by wildcard that need not be there',
    { metadata: { labels: { '=(x/*)': 'b' } } },
    { metadata: { labels: { 'x/y': 'a' } } },
    'fail',
  ],
  ['a name with wildcards elsewhere', { a: { 'x*': '?*' } }, { a: { xy: 'a' } }, 'fail'],
];

describe('a pattern', () => {
  it.each(cases)('with %s', (_, pattern, value, expected) => {
    expect(compilePattern(pattern)(value, budgetOf())?.kind ?? 'pass').toBe(expected);
  });
});
