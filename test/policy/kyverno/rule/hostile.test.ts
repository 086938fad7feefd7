import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../lib/model/json.ts';
import { compileKyverno } from '../../../../lib/policy/kyverno/compile.ts';
import { creating, judge, knowing, pod, policyOf, ruleOf } from '../ask.ts';

const kindOf = (rule: JsonObject, object: JsonObject) => judge([policyOf([rule])], creating(object))[0]?.kind;
const many = (count: number): readonly Json[] => Array.from({ length: count }, (_, at) => `item-${at}`);

describe('a policy that means ill', () => {
  it('ends with an error when its alternatives are too many for a list', () => {
    const pattern = { spec: { names: many(5_000).join(' | ') } };
    expect(kindOf(ruleOf({ pattern }), pod({ names: many(1_000) }))).toBe('error');
  });

  it('ends with an error when loops are in loops', () => {
    const list = 'request.object.spec.names';
    const loop = (depth: number): JsonObject =>
      depth === 0
        ? { list, deny: { conditions: { any: [{ key: 1, operator: 'Equals', value: 2 }] } } }
        : { list, foreach: [loop(depth - 1)] };
    expect(kindOf(ruleOf({ foreach: [loop(4)] }), pod({ names: many(1_000) }))).toBe('error');
  });

  it('asks for no member of a prototype', () => {
    const pattern = JSON.parse('{"spec": {"__proto__": {"polluted": true}, "constructor": "*"}}');
    expect(kindOf(ruleOf({ pattern }), pod())).toBe('fail');
    expect(kindOf(ruleOf({ pattern: { spec: { '(toString)': '*', x: 1 } } }), pod())).toBe('skip');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('does not backtrack over wildcards', () => {
    const pattern = { spec: { name: `${'*a'.repeat(1_000)}b` } };
    expect(kindOf(ruleOf({ pattern }), pod({ name: 'a'.repeat(10_000) }))).not.toBe('pass');
  });

  it('names itself in a context and ends', () => {
    const context = [
      { name: 'a', variable: { jmesPath: 'b' } },
      { name: 'b', variable: { jmesPath: 'a' } },
    ];
    const conditions = { any: [{ key: '{{ b }}', operator: 'Equals', value: 'x' }] };
    expect(kindOf(ruleOf({ deny: { conditions } }, { context }), pod())).toBe('error');
  });

  it.each<[string, Json]>([
    ['a text', 'x'],
    ['null', null],
    ['a list', []],
    ['a number', 1],
  ])('has %s where a map belongs and is told so or passed over', (_name, value) => {
    for (const member of ['match', 'exclude', 'validate', 'preconditions', 'context'])
      expect(() => compileKyverno([policyOf([{ ...ruleOf({ deny: {} }), [member]: value }])])).not.toThrow();
    for (const member of ['pattern', 'anyPattern', 'deny', 'foreach', 'podSecurity', 'cel', 'manifests', 'message'])
      expect(() => {
        for (const policy of compileKyverno([policyOf([ruleOf({ [member]: value })])]).policies) policy.judge(creating(pod()), knowing());
      }).not.toThrow();
  });
});

describe('an object that means ill', () => {
  it.each<[string, Json]>([
    ['metadata that is a text', 'x'],
    ['metadata that is null', null],
    ['labels that are a list', { labels: [1], annotations: 'x', name: 3 }],
  ])('%s', (_name, metadata) => {
    const rule = ruleOf(
      { pattern: { metadata: { labels: { 'a*': 'b' } } } },
      { match: { any: [{ resources: { kinds: ['Pod'], selector: { matchLabels: { a: 'b' } } } }, { resources: { kinds: ['Pod'] } }] } },
    );
    expect(kindOf(rule, { apiVersion: 'v1', kind: 'Pod', metadata, spec: {} })).toBe('fail');
  });
});
