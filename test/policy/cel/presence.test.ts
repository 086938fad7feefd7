import { describe, expect, it } from 'vitest';
import { toCel } from '../../../lib/policy/cel/cel.ts';
import { shown } from './evaluate.ts';

const bindings = new Map([['object', toCel({ none: null, text: 'a', map: { a: null }, list: [null] })]]);

describe('presence in what has no fields', () => {
  it.each([
    ['has(object.none.a)', false],
    ['has(object.text.a)', false],
    ['has(object.map.a)', true],
    ["object.none.?a.orValue('other')", 'other'],
    ["object.none[?'a'].orValue('other')", 'other'],
    ["object.?none.a.orValue('other')", 'other'],
    ["object.?text.a.orValue('other')", 'other'],
    ["object.?list[0].b.orValue('other')", 'other'],
    ["object.?map.a.?b.orValue('other')", 'other'],
    ["object.?list[0].?b.orValue('other')", 'other'],
  ])('%s is %j', (source, value) => {
    expect(shown(source, bindings)).toBe(value);
  });

  it.each(['object.none.a', "object.none['a']", 'has(object.list.a)'])('%s is an error', (source) => {
    expect(shown(source, bindings)).toHaveProperty('error');
  });
});
