import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../lib/model/json.ts';
import { compileKyverno } from '../../../lib/policy/kyverno/compile.ts';
import { pod } from './ask.ts';
import { clusterPolicy, judged, kindsOf } from './judged.ts';

const many = (count: number): JsonObject =>
  pod({ containers: Array.from({ length: count }, (_, at) => ({ name: `c${at}`, image: 'a', args: ['x', 'y'] })) });
const deep = (levels: number, wrap: (inner: Json) => Json): Json =>
  Array.from({ length: levels }).reduce<Json>((inner) => wrap(inner), 'x');
const long = 'a'.repeat(300_000);

describe('hostile Kyverno policies', () => {
  it.each<[string, JsonObject]>([
    ['a deep pattern', { validate: { pattern: deep(5_000, (inner) => ({ spec: inner })) } }],
    ['a deep list', { validate: { pattern: deep(5_000, (inner) => [inner]) } }],
    ['deep conditions', { preconditions: deep(5_000, (inner) => ({ all: [inner] })), validate: { pattern: {} } }],
    ['a list that is no query', { validate: { foreach: [{ list: '('.repeat(10_000), pattern: {} }] } }],
    ['nothing of a rule', { validate: 'x' }],
    ['members of a prototype', JSON.parse('{"match":{"__proto__":{"any":[]},"any":"x"}}')],
  ])('are refused: %s', (_, rule) => {
    expect(kindsOf(clusterPolicy(rule), pod())).toEqual(['invalid']);
  });

  it.each<[string, JsonObject]>([
    [
      'loops in loops',
      { validate: { foreach: [inLoops(4, { deny: { conditions: { all: [{ key: 1, operator: 'Equals', value: 2 }] } } })] } },
    ],
    ['loops in loops without a word', { validate: { foreach: [inLoops(4, { deny: { conditions: { any: [] } } })] } }],
    ['loops in loops of patterns', { validate: { foreach: [inLoops(4, { pattern: { image: '*' } })] } }],
    ['loops in loops of what is not there', { validate: { foreach: [inLoops(4, { pattern: { image: '{{ absent }}' } })] } }],
    [
      'context that doubles',
      {
        context: Array.from({ length: 60 }, (_, at) => ({
          name: `v${at}`,
          variable: { jmesPath: at === 0 ? '`[1]`' : `[v${at - 1}, v${at - 1}]` },
        })),
        validate: { deny: { conditions: { any: [{ key: '{{ to_string(v59) }}', operator: 'Equals', value: '1' }] } } },
      },
    ],
    [
      'context that doubles and is compared',
      {
        context: Array.from({ length: 60 }, (_, at) => ({
          name: `v${at}`,
          variable: { value: at === 0 ? ['x'] : [`{{ v${at - 1} }}`, `{{ v${at - 1} }}`] },
        })),
        validate: { deny: { conditions: { any: [{ key: ['{{ v59 }}'], operator: 'AnyIn', value: ['{{ v59 }}'] }] } } },
      },
    ],
  ])('are an error: %s', (_, rule) => {
    expect(kindsOf(clusterPolicy(rule), many(500))).toEqual(['error']);
  });

  it.each<[string, JsonObject]>([
    ['a pattern of many alternatives', { validate: { pattern: { metadata: { name: 'a|'.repeat(500_000) } } } }],
    ['a pattern of many stars', { validate: { pattern: { metadata: { name: `${'*a'.repeat(100_000)}b` } } } }],
    ['a range of long numbers', { validate: { pattern: { spec: { x: `${'1'.repeat(50_000)}-${'2'.repeat(50_000)}` } } } }],
    ['a quantity of many digits', { validate: { pattern: { spec: { x: `>${'9'.repeat(100_000)}` } } } }],
    ['brackets of variables', { validate: { message: '{{ '.repeat(100_000), pattern: { metadata: { name: '?' } } } }],
    ['an anchor in an anchor', { validate: { pattern: { [`${'('.repeat(50_000)}a${')'.repeat(50_000)}`]: '*' } } }],
    ['many labels by wildcard', { validate: { pattern: { metadata: { labels: { [`${'*a'.repeat(2_000)}b`]: '?*' } } } } }],
    [
      'a selector of many stars',
      { match: { any: [{ resources: { kinds: ['Pod'], names: ['*a'.repeat(2_000)] } }] }, validate: { pattern: {} } },
    ],
  ])('are answered: %s', (_, rule) => {
    const object = pod(
      { x: 1 },
      { name: long, labels: Object.fromEntries(Array.from({ length: 50 }, (__, at) => [`${long}${at}`, long])) },
    );
    expect(judged(clusterPolicy(rule), object).results.length).toBeLessThanOrEqual(1);
  });

  it('take nothing for a member that is one of the prototype', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const pattern: Json = JSON.parse(`{"metadata":{"${name}":"?*"}}`);
      expect(kindsOf(clusterPolicy({ validate: { pattern } }), pod())).toEqual(['fail']);
      const negation: Json = JSON.parse(`{"metadata":{"X(${name})":null}}`);
      expect(kindsOf(clusterPolicy({ validate: { pattern: negation } }), pod())).toEqual(['pass']);
    }
  });

  it('may be any document', () => {
    const documents: JsonObject[] = [
      {},
      { kind: 'ClusterPolicy' },
      ...[null, [], 1, 'x', {}].map((spec) => ({ ...clusterPolicy({}), spec })),
    ];
    expect(compileKyverno(documents).policies).toEqual([]);
    expect(new Set(compileKyverno(documents).problems.map(({ document }) => document))).toEqual(new Set([2, 3, 4, 5, 6]));
  });

  it('may be asked of any object', () => {
    const rules: JsonObject[] = [
      { validate: { pattern: { spec: { containers: [{ image: '!*:latest' }] } } } },
      { validate: { podSecurity: { level: 'restricted' } } },
      { validate: { foreach: [{ list: 'request.object.spec.containers', deny: { conditions: { any: [] } } }] } },
      { validate: { deny: { conditions: { any: [{ key: '{{ images.containers.*.tag }}', operator: 'AnyIn', value: 'latest' }] } } } },
    ];
    const objects: JsonObject[] = [
      {},
      { apiVersion: 1, kind: [] },
      { apiVersion: 'v1', kind: 'Pod', metadata: null, spec: null },
      pod({ containers: 'a' }),
      pod({ containers: [1, null, []] }),
      pod({ containers: { a: 1 } }),
      pod({ x: deep(5_000, (inner) => [inner]) }),
    ];
    for (const rule of rules) for (const object of objects) expect(judged(clusterPolicy(rule), object).problems).toBe(0);
  });
});

/** A foreach over the containers within itself, `body` for the innermost. */
function inLoops(levels: number, body: JsonObject): JsonObject {
  const list = 'request.object.spec.containers';
  return levels === 1 ? { list, ...body } : { list, foreach: [inLoops(levels - 1, body)] };
}
