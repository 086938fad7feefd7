import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../lib/model/json.ts';
import { found } from '../scope.ts';

const members = {
  a: { b: 'x', n: null, 'c-d': 1, list: [1, 2, 3, 4], empty: [], no: false, zero: 0 },
  people: [
    { name: 'ann', age: 30, tags: ['x', 'y'] },
    { name: 'bob', age: 20, tags: ['z'] },
    { name: 'cy', tags: [] },
  ],
  by: { one: { v: 1 }, two: { v: 2 }, three: {} },
};

describe('a query', () => {
  it.each<[string, Json]>([
    ['a.b', 'x'],
    ['a."c-d"', 1],
    ['a.n', null],
    ['a.absent', '<missing>'],
    ['absent', '<missing>'],
    ['a.b.c', null],
    ['a.n.c', null],
    ['a.absent || `1`', 1],
    ['a.absent || absent', null],
    ['a.absent | @', null],
    ['absent && `1`', null],
    ['a.b && absent', '<missing>'],
    ['!absent', true],
    ['!a.zero', null],
    ['!(a.zero)', false],
    ["a.absent == 'x'", false],
    ['a.absent == a.n', true],
    ['a.zero < `1`', true],
    ["a.b < 'y'", null],
    ['a.zero == `0`', true],
    ['a == {b: a.b}', false],
    ['people[*].age', [30, 20]],
    ['people[].tags[]', ['x', 'y', 'z']],
    ['people[?age > `25`].name', ['ann']],
    ["people[?name == 'bob'] | [0].age", 20],
    ['people[?absent].name', []],
    [
      'people[*].[name, age]',
      [
        ['ann', 30],
        ['bob', 20],
        ['cy', null],
      ],
    ],
    ['people[0].{n: name, x: absent}', { n: 'ann', x: null }],
    ['people[-1].name', 'cy'],
    ['people[9].name', null],
    ['a.list[1:3]', [2, 3]],
    ['a.list[::-1]', [4, 3, 2, 1]],
    ['a.list[:-9:-2]', [4, 2]],
    ['a.list[::0]', '<error>'],
    ['a.list[0]', 1],
    ['by.*.v', [1, 2]],
    ['a.b[*]', null],
    ['a.b[?x]', null],
    ['absent[*].x', null],
    ['absent[]', null],
    ['no_such(a)[?x]', null],
    ['no_such(a)', '<error>'],
    ["'it\\'s'", "it's"],
    ["'a\\n'", 'a\\n'],
    ['`"a\\`b"`', 'a`b'],
    ['"\\u0061".b', 'x'],
    ['@.a.b', 'x'],
    ['length(keys(@))', 3],
    ['&a', '<error>'],
    ['a.__proto__', '<missing>'],
    ['constructor', '<missing>'],
    ['{__proto__: a.b}.__proto__', 'x'],
    ['length(a.list b)', '<error>'],
    ["join('-' people[*].name)", 'ann-bob-cy'],
  ])('%s', (query, expected) => {
    expect(found(query, members)).toEqual(expected);
  });

  it.each([
    ['', 0],
    ['a.', 2],
    ['a..b', 2],
    ['a[', 2],
    ['a b', 2],
    ['a = b', 2],
    ["'open", 0],
    ['`{`', 0],
    ['"open', 0],
    ['"a"(b)', 0],
    ['a[?b', 4],
    ['{a b}', 3],
    ['a[99999999999999999999]', 2],
    ['foo(', 4],
    ['@(a)', 1],
    ['é', 0],
  ])('%s is refused at %i', async (query, offset) => {
    const { compileQuery } = await import('../../../../lib/policy/kyverno/query/compile.ts');
    expect(compileQuery(query)).toMatchObject({ kind: 'invalid', offset });
  });
});
