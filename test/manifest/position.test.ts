import { describe, expect, it } from 'vitest';
import { offsetAt } from '../../lib/manifest/yaml/lookup.ts';
import { positionsOf } from '../../lib/manifest/yaml/position.ts';
import { readChunk } from '../../lib/manifest/yaml/read.ts';

const finder = (text: string): ((pointer: string, document?: number) => string) => {
  const positions = positionsOf(readChunk(text).events, text);
  return (pointer, document = 0) => {
    const start = offsetAt(positions, document, pointer);
    const end = text.indexOf('\n', start);
    return text.slice(start, end === -1 ? undefined : end);
  };
};

describe('where values stand', () => {
  it.each([
    ['a: 1\nb: {c: 2}', '/b/c', 'c: 2}'],
    ['"a b": 1\n\'c\': [x, y]', '/c/1', 'y]'],
    ['"a\\tb": 1', '/a\tb', '"a\\tb": 1'],
    ['{"kind": "Pod", "spec": {"containers": [{"name": "a"}]}}', '/spec/containers/0/name', '"name": "a"}]}}'],
    ['yes: 1\n0x10: 2', '/true', 'yes: 1'],
    ['yes: 1\n0x10: 2', '/16', '0x10: 2'],
    ['!!str 5: a', '/5', '5: a'],
    ['a/b: {~c: 1}', '/a~1b/~0c', '~c: 1}'],
    ['a: 1\nb: 2\na: 3', '/a', 'a: 3'],
    ['a: {b: 1}\nc: 2', '/a/x/y', 'a: {b: 1}'],
    ['a: [1, 2]', '/a/2', 'a: [1, 2]'],
    ['a: [1, 2]', '/a/01', 'a: [1, 2]'],
    ['a: 1', '', 'a: 1'],
  ])('%j has %j at %j', (text, pointer, there) => expect(finder(text)(pointer)).toBe(there));

  it('follows aliases and takes in merged maps: the own member first, then the first of the merged', () => {
    const at = finder('x: &x {a: 1, b: 2}\ny: &y\n  b: 3\n  c: 4\nz:\n  <<: [*x, *y]\n  a: 5\nw: {<<: *y}\nv: *y');
    expect(at('/z/a')).toBe('a: 5');
    expect(at('/z/b')).toBe('b: 2}');
    expect(at('/z/c')).toBe('c: 4');
    expect(at('/w/b')).toBe('b: 3');
    expect(at('/v/c')).toBe('c: 4');
    expect(at('/v')).toBe('v: *y');
  });

  it('finds the members of large maps and lists, each at once', () => {
    const count = 20_000;
    const keys = Array.from({ length: count }, (_, index) => `key-${index}`);
    const at = finder(`map:\n${keys.map((key) => `  ${key}: 1\n`).join('')}list:\n${keys.map((key) => `  - ${key}\n`).join('')}`);
    for (const [index, key] of keys.entries()) {
      expect(at(`/map/${key}`)).toBe(`${key}: 1`);
      if (index % 1000 === 0) expect(at(`/list/${index}`)).toBe(key);
    }
    expect(at('/map/other')).toBe('map:');
  });

  it('tells the documents of a text apart', () => {
    const at = finder('a: 1\n---\nb: {a: 2}\n...\n');
    expect(at('/a')).toBe('a: 1');
    expect(at('/b/a', 1)).toBe('a: 2}');
    expect(at('/b/a', 7)).toBe('a: 1');
  });
});
