import { describe, expect, it } from 'vitest';
import { type CelBinding, celBudget, compileCel, kubernetesScope, toCel } from '../../../lib/policy/cel/cel.ts';

const bindings = new Map<string, CelBinding>([
  ['input', toCel({ key: 'v', none: [], map: { a: 1 }, long: 'x'.repeat(500), short: 'idc', nested: { a: { b: '0' } } })],
]);
const scope = kubernetesScope({ variables: ['input'] });

const costOf = (source: string): number => {
  const compiled = compileCel(source, scope);
  if (compiled.kind !== 'program') throw new Error(`${source}: ${compiled.message}`);
  const budget = celBudget();
  expect(compiled.program.run(bindings, budget)).toHaveProperty('kind', 'value');
  return 10_000_000 - budget.left;
};

// Figures of cel-go's and the API server's own cost tests; of the input, with a field more for the member that stands for their variable.
describe('the cost of an expression', () => {
  it.each([
    ['"Hello World!"', 0],
    ['input', 1],
    ["input['key']", 2],
    ['input.key', 2],
    ["input['ke' + 'y']", 3],
    ['has(input.key)', 1],
    ['has(input.nested.a)', 2],
    ['[1, 2, 3]', 10],
    ['{"a": 1, "b": 2}', 30],
    ['input.none.all(x, true)', 3],
    ['[1, 2, 3].all(x, true)', 20],
    ["input.long.matches('[0-9]')", 104],
    ["'123'.matches('[0-9]')", 2],
    ['false || true', 0],
    ['1 < 2', 1],
    ['1 == 2', 1],
    ['2 in [1, 2, 3]', 13],
    ['1 + 1', 1],
    ['true ? 1 : 2', 0],
    ['false ? false : 1 > 3', 1],
    ["'12345678901234567890' == '123456789012345678901234567890'", 2],
    ['string(bytes(input.long))', 102],
    ['string(1)', 1],
    ['input.long.contains(input.long)', 2504],
    ['input.short.startsWith(input.long)', 5],
    ['size("123")', 1],
    ['input.map.all(k, input.map[k] > 3)', 10],
    ["'abcdefg'.contains('val1' + 'val2222222')", 4],
    ['(1 > 2 ? 5 : 3) > 1', 2],
    ['(1 > 2 || 2 > 1) == true', 3],
    ["[{'k1': 1}, {'k2': 2}].all(x, true)", 77],
    ['[1, 2, 3, 4, 5].sum()', 15],
    ['[uint(1), uint(2), uint(3), uint(4), uint(5)].max()', 20],
    ["'01234567890123456789012345678901234567890123456789'.indexOf('123')", 5],
    ["url('https:://kubernetes.io/').getScheme()", 4],
    ["url('https:://kubernetes.io/') == url('http://x.b')", 5],
    ["ip('2001:db8:3333:4444:5555:6666:7777:8888').family()", 5],
    ["ip.isCanonical('192.168.0.1')", 3],
    ["cidr('192.168.0.0/16').containsCIDR(cidr('192.0.0.0/30'))", 7],
    ["cidr('192.168.0.0/16').containsCIDR('192.168.0.0/16')", 7],
    ["cidr('192.168.0.0/16').containsIP('192.169.0.1')", 5],
    ["'ABCDEFGHIJ abcdefghij'.lowerAscii() == 'abcdefghij ABCDEFGHIJ'.lowerAscii()", 9],
    ["'abc 123 def 123'.replace('123', '456')", 3],
    ["'abc 123 def 123'.split(' ')", 3],
    ["'abc 123 def 123'.substring(5, 8)", 2],
    ["['aa', 'bb', 'cc', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].join(' ')", 15],
    ["'abc 123 def 123'.findAll('123')", 2],
    ["jsonpatch.escapeKey('abc/def~ abc/def~')", 2],
    ['quantity("200M") == quantity("0.2G") && quantity("0.2G") == quantity("200M")', 6],
    ['quantity("50k").add(20).sub(quantity("100k")).sub(-50000).asInteger() > 0', 7],
    ['format.named("dns1123Subdomain").value().validate("my-name")', 17],
    ['format.named("dns1123Label").value().validate("my-name")', 10],
    ['sets.contains([1, 2, 3, 4], [2, 3])', 29],
    ['sets.contains([[1], [2, 3]], [[2, 3.0]])', 53],
    ['sets.equivalent([1, 2, 3], [3u, 2.0, 1])', 39],
    ['!sets.intersects([], [])', 22],
    ['semver("1234.56789012345.67890123456789")', 4],
    ['semver("1.0.0").compareTo(semver("1.2.3"))', 3],
    ["{'a': 1, 'b': 2}.all(k, v, v > 0)", 41],
    ["{'a': 1, 'b': 2}.exists(k, v, v > 0)", 40],
    ["{'a': 1, 'b': 2}.existsOne(k, v, v > 0)", 40],
    ["{'a': 1, 'b': 2}.transformMap(k, v, v + 1)", 71],
    ["{'a': 1, 'b': 2}.transformMap(k, v, v < 5, v + 1)", 75],
    ["{'a': 1, 'b': 2}.transformMapEntry(k, v, {k: v + 1})", 131],
    ["{'a': 1, 'b': 2}.transformMapEntry(k, v, v < 5, {k: v + 1})", 135],
    ['[1, 2].all(i, v, v > 0)', 21],
    ['[1, 2].exists(i, v, v > 0)', 20],
    ['[1, 2].existsOne(i, v, v > 0)', 20],
    ['[1, 2].transformList(i, v, v + 1)', 49],
    ['[1, 2].transformList(i, v, v < 5, v + 1)', 53],
  ])('%s costs %i', (source, cost) => {
    expect(costOf(source)).toBe(cost);
  });
});
