import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../lib/model/json.ts';
import { fromCel, toCel } from '../../../lib/policy/cel/cel.ts';
import { typeName } from '../../../lib/policy/cel/value/type-name.ts';
import { shown } from './evaluate.ts';

describe('JSON', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const json: Json = JSON.parse(JSON.stringify(value));
        expect(fromCel(toCel(json))).toEqual(json);
      }),
    );
  });

  it.each([
    [1, 'int'],
    [1.5, 'double'],
    [1e18, 'int'],
    [1e19, 'double'],
    ['a', 'string'],
    [null, 'null_type'],
    [true, 'bool'],
    [[1], 'list'],
    [{}, 'map'],
  ] as const)('%j is %s', (json, type) => {
    expect(typeName(toCel(json))).toBe(type);
  });

  it('is turned once, however often an expression asks for it', () => {
    const map = toCel({ list: [{ a: 1 }] });
    if (typeof map !== 'object' || map?.kind !== 'map') throw new Error('no map');
    expect(map.get('list')).toBe(map.get('list'));
  });

  it.each([
    ["b'abc'", 'YWJj'],
    ["timestamp('2020-02-03T04:05:06.5Z')", '2020-02-03T04:05:06.5Z'],
    ["duration('90m')", '5400s'],
    ['[1u, type(1), optional.none(), optional.of(2)]', [1, 'int', null, 2]],
    ["{1: 'a', 2u: 'b', true: 'c'}", { '1': 'a', '2': 'b', true: 'c' }],
    ['1.0 / 0.0', 'Infinity'],
  ])('%s has the form %j', (source, json) => {
    expect(shown(source)).toEqual(json);
  });
});
