import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../lib/model/json.ts';
import { holds } from '../../../../lib/policy/kyverno/condition/holds.ts';
import { compileQuery } from '../../../../lib/policy/kyverno/query/compile.ts';
import { type QueryScope, withMember } from '../../../../lib/policy/kyverno/query/scope.ts';
import { substitute } from '../../../../lib/policy/kyverno/variable/substitute.ts';
import { found, scopeOf, told } from '../scope.ts';

const long = 'a'.repeat(200_000);
const many = Array.from({ length: 20_000 }, (_, at) => `n${at}`);
const deep = (levels: number): Json => Array.from({ length: levels }).reduce<Json>((inner) => [inner], 1);

describe('hostile queries', () => {
  it.each([
    ['round brackets', '('.repeat(10_000)],
    ['square brackets', '['.repeat(10_000)],
    ['curly brackets', '{a:'.repeat(5_000)],
    ['negations', '!'.repeat(10_000)],
    ['functions', 'abs('.repeat(4_000)],
    ['a chain', `a${'.a'.repeat(9_000)}`],
    ['a literal', `\`${'['.repeat(9_000)}\``],
    ['length', `a${' '.repeat(30_000)}`],
  ])('are refused for their %s', (_, query) => {
    expect(compileQuery(query).kind).toBe('invalid');
  });

  it.each<[string, string, JsonObject]>([
    ['alternatives', `a${' || a'.repeat(700)}`, { a: null }],
    ['links', `a${'.a'.repeat(700)}`, { a: {} }],
    ['lists made of lists', '[@,@] | '.repeat(80).concat('to_string(@)'), { a: 1 }],
    ['lists joined to themselves', '[@,@][] | '.repeat(90).concat('length(@)'), { a: 1 }],
    ['maps in maps', 'map(&map(&map(&length(@), @), @), [l, l, l])', { l: [many, many, many] }],
    ['a text that grows by join', "join(s, split(s, 'a'))", { s: long }],
    ['a text that grows by replacement', 'replace_all(s, `"a"`, s)', { s: long }],
    ['a text that grows by a pattern', "regex_replace_all('a', s, s)", { s: long }],
    ['a pattern that others take forever for', "regex_match('^(a|a?)+$', s)", { s: `${long}!` }],
    ['a pattern that is too large', `regex_match('((a{100}){100}){100}', s)`, { s: 'a' }],
    ['stars', 'pattern_match(p, s)', { p: `${'*a'.repeat(2_000)}b`, s: long }],
    ['comparisons', 'l[?l2 == l2]', { l: many }],
    ['a deep value', 'd == e', { d: deep(5_000), e: deep(5_000) }],
    ['a deep value as text', 'to_string(d)', { d: deep(5_000) }],
    [
      'a YAML bomb',
      'parse_yaml(s)',
      { s: `a: &a [${'x,'.repeat(50)}]\n${Array.from({ length: 60 }, (_, at) => `b${at}: [${'*a,'.repeat(50)}]`).join('\n')}` },
    ],
    ['a large sum', "multiply('9E', `1e300`)", {}],
    ['a number of many digits', "add(s, '1')", { s: '9'.repeat(100_000) }],
  ])('end in an error or an answer: %s', (_, query, members) => {
    expect(found(query, members)).toBeDefined();
  });

  it('have no members of a prototype', () => {
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty', 'toString']) {
      expect(found(`a."${name}"`, { a: {} })).toBe('<missing>');
      expect(found(`${name}`, {})).toBe('<missing>');
      expect(found(`lookup(a, '${name}')`, { a: {} })).toBeNull();
      expect(found(`${name}(a)`, { a: {} })).toBe('<error>');
    }
    const made = found('object_from_lists(k, k)', { k: ['__proto__'] });
    expect(Object.keys(Object(made))).toEqual(['__proto__']);
  });
});

describe('hostile variables', () => {
  const chained = (length: number): QueryScope =>
    Array.from({ length }).reduce<QueryScope>(
      (scope, _, at) => withMember(scope, `v${at}`, () => substitute(`{{ v${at - 1} }}`, scope)),
      scopeOf({ 'v-1': 1 }),
    );

  it.each<[string, Json, JsonObject]>([
    ['brackets', '{{ '.repeat(50_000), {}],
    ['brackets within', `{{${'{a}'.repeat(50_000)}`, {}],
    ['closed brackets', '{{a}}'.repeat(50_000), { a: 'x' }],
    ['one that brings itself', 'x{{ a }}', { a: '{{ a }}' }],
    ['one that brings itself twice', 'x{{ a }}', { a: '{{ a }}{{ a }}' }],
    ['an object that brings itself', '{{ a }}', { a: { b: '{{ a }}' } }],
    ['a list that brings itself twice', '{{ a }}', { a: ['{{ a }}', '{{ a }}'] }],
    ['one that grows', 'x{{ a }}', { a: `{{ b }}${long}`, b: '{{ a }}' }],
    ['references', '$('.repeat(50_000), {}],
    ['a deep value', deep(5_000), {}],
  ])('end in an error or an answer: %s', (_, value, members) => {
    expect(['value', 'missing', 'error']).toContain(substitute(value, scopeOf(members)).kind);
  });

  it('may ask for each other, a few of them', () => {
    const ask = (scope: QueryScope, name: string): Json => told(scope.root(name));
    expect(ask(chained(3), 'v0')).toBe('<error>');
    expect(ask(chained(5_000), 'v4999')).toBe('<error>');
  });

  it('are asked for once, however often they are used', () => {
    let asked = 0;
    const scope = withMember(scopeOf(), 'v', () => {
      asked += 1;
      return { kind: 'value', value: 'x' };
    });
    expect(told(substitute(['{{ v }}', 'a{{ v }}'], scope))).toEqual(['x', 'ax']);
    expect(asked).toBe(1);
  });
});

describe('hostile conditions', () => {
  it.each<[string, Json, JsonObject]>([
    ['lists of many', [{ key: '{{ l }}', operator: 'AllNotIn', value: '{{ m }}' }], { l: many, m: many.map((name) => `x${name}`) }],
    [
      'stars',
      [{ key: '{{ l }}', operator: 'AnyIn', value: '{{ s }}' }],
      { l: Array.from({ length: 99 }, () => '*a'.repeat(2_000)), s: [long] },
    ],
    ['a range of digits', [{ key: 5, operator: 'AnyIn', value: '{{ s }}' }], { s: `${'1'.repeat(200_000)}x` }],
    ['many conditions', Array.from({ length: 200_000 }, () => ({ key: '{{ x || `1` }}', operator: 'Equals', value: 1 })), {}],
  ])('end in an error or an answer: %s', (_, conditions, members) => {
    expect(['holds', 'error']).toContain(holds(conditions, scopeOf(members)).kind);
  });
});
