import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../lib/model/json.ts';
import { compileKyverno } from '../../../../lib/policy/kyverno/compile.ts';
import { aboutPods, creating, judge, knowing, pod, policyOf, ruleOf } from '../ask.ts';

const deep = (levels: number): Json => Array.from({ length: levels }).reduce<Json>((inner) => [inner], 'x');

describe('what is wrong with a document', () => {
  const rule = ruleOf({ deny: {} });
  it.each<[string, JsonObject, string]>([
    ['no rules', { ...policyOf([]), spec: {} }, '/spec/rules'],
    ['an empty list of rules', policyOf([]), '/spec/rules'],
    ['a rule without a name', policyOf([{ match: aboutPods, validate: {} }]), '/spec/rules/0/name'],
    ['a rule without a match', policyOf([{ name: 'r', validate: {} }]), '/spec/rules/0/match'],
    [
      'a kind that is none',
      policyOf([{ ...rule, match: { any: [{ resources: { kinds: ['a/b/c/d/e'] } }] } }]),
      '/spec/rules/0/match/any/0/resources/kinds/0',
    ],
    [
      'an operation that is none',
      policyOf([{ ...rule, match: { resources: { operations: ['READ'] } } }]),
      '/spec/rules/0/match/resources/operations/0',
    ],
    ['a level that is none', policyOf([ruleOf({ podSecurity: { level: 'strict' } })]), '/spec/rules/0/validate/podSecurity/level'],
    [
      'a version that is none',
      policyOf([ruleOf({ podSecurity: { level: 'baseline', version: '1' } })]),
      '/spec/rules/0/validate/podSecurity/version',
    ],
    [
      'a control that is none',
      policyOf([ruleOf({ podSecurity: { level: 'baseline', exclude: [{ controlName: 'X' }] } })]),
      '/spec/rules/0/validate/podSecurity/exclude/0/controlName',
    ],
    ['a list that is no JMESPath', policyOf([ruleOf({ foreach: [{ list: 'a[', deny: {} }] })]), '/spec/rules/0/validate/foreach/0/list'],
    ['an action that is none', policyOf([rule], {}, { validationFailureAction: 'Block' }), '/spec/validationFailureAction'],
    ['nothing to validate', policyOf([{ name: 'r', match: aboutPods, validate: { message: 'x' } }]), '/spec/rules/0/validate'],
    [
      'two forms of one rule',
      policyOf([ruleOf({ deny: { conditions: { any: [] } }, pattern: { spec: { hostNetwork: false } } })]),
      '/spec/rules/0/validate',
    ],
    [
      'two forms of one loop',
      policyOf([ruleOf({ foreach: [{ list: 'request.object.spec.containers', deny: {}, pattern: {} }] })]),
      '/spec/rules/0/validate/foreach/0',
    ],
    ['a name that another rule has', policyOf([rule, ruleOf({ failureAction: 'Audit', deny: {} })]), '/spec/rules/1/name'],
    ['a rule that is a text', policyOf([rule, JSON.parse('"x"')]), '/spec/rules/1'],
    [
      'a CEL expression that is none',
      policyOf([ruleOf({ cel: { expressions: [{ expression: 'a +' }] } })]),
      '/spec/rules/0/validate/cel/expressions/0/expression',
    ],
  ])('%s', (_name, document, pointer) => {
    const { policies, problems } = compileKyverno([document]);
    expect(policies).toEqual([]);
    expect(problems[0]).toMatchObject({ document: 0, pointer });
  });

  it('is told once, though rules are made of the rule', () => {
    expect(compileKyverno([policyOf([ruleOf({ cel: { expressions: [{ expression: 'a +' }] } })])]).problems.length).toBe(1);
  });

  it('is nesting that nobody writes', () => {
    expect(compileKyverno([policyOf([ruleOf({ pattern: { a: deep(150) } })])]).problems[0]?.message).toBe('this is nested too deep');
  });

  it('is told of exceptions, which then except nothing', () => {
    const exception = { apiVersion: 'kyverno.io/v2', kind: 'PolicyException', metadata: { name: 'e' }, spec: { match: aboutPods } };
    const { policies, problems } = compileKyverno([policyOf([rule]), exception]);
    expect(problems).toMatchObject([{ document: 1, pointer: '/spec/exceptions' }]);
    expect(policies.length).toBe(1);
  });
});

describe('which documents are policies', () => {
  it('passes over what is not, and rules that only change', () => {
    const others: readonly JsonObject[] = [
      pod(),
      { ...policyOf([ruleOf({ deny: {} })]), apiVersion: 'example.com/v1' },
      { apiVersion: 'policies.kyverno.io/v1', kind: 'ValidatingPolicy', metadata: { name: 'v' } },
    ];
    expect(compileKyverno(others)).toEqual({ policies: [], problems: [] });
    const mutate = { name: 'm', match: aboutPods, mutate: { patchStrategicMerge: {} } };
    const { policies } = compileKyverno([policyOf([mutate, ruleOf({ deny: {} })])]);
    expect(policies[0]?.rules.map(({ name }) => name)).toEqual(['r']);
  });

  it('leaves signatures open', () => {
    const verify = { name: 'v', match: aboutPods, verifyImages: [{}] };
    expect(judge([policyOf([verify])], creating(pod()))).toMatchObject([{ rule: 'v', kind: 'not-evaluated' }]);
    expect(judge([policyOf([ruleOf({ manifests: {} })])], creating(pod()))).toMatchObject([{ kind: 'not-evaluated' }]);
  });
});

describe('what a policy does about a failure', () => {
  const actionOf = (spec: JsonObject, validate: JsonObject = {}) =>
    compileKyverno([policyOf([ruleOf({ deny: {}, ...validate })], {}, spec)]).policies[0]?.rules[0];

  it.each<[JsonObject, JsonObject, string, boolean]>([
    [{}, {}, 'audit', true],
    [{ validationFailureAction: 'Enforce' }, {}, 'enforce', true],
    [{ validationFailureAction: 'enforce' }, {}, 'enforce', true],
    [{ validationFailureAction: 'Enforce' }, { failureAction: 'Audit' }, 'audit', true],
    [{ emitWarning: true }, {}, 'warn', true],
    [{ failurePolicy: 'Ignore' }, {}, 'audit', false],
  ])('%j %j: %s', (spec, validate, action, failsClosed) => {
    expect(actionOf(spec, validate)).toEqual({ name: 'r', action, failsClosed });
  });

  it('is another in namespaces that it names', () => {
    const overrides = [
      { action: 'Enforce', namespaces: ['sh*'] },
      { action: 'Audit', namespaceSelector: { matchLabels: { env: 'test' } } },
    ];
    const policy = policyOf([ruleOf({ deny: {} })], {}, { validationFailureActionOverrides: overrides });
    const actionIn = (namespace: string) => judge([policy], creating(pod(), { namespace }), knowing())[0]?.action;
    expect([actionIn('shop'), actionIn('other')]).toEqual(['enforce', undefined]);
  });

  it('is the stricter one where nobody knows the labels that it depends on', () => {
    const actionBy = (standing: string, action: string) => {
      const overrides = [{ action, namespaceSelector: { matchLabels: { env: 'production' } } }];
      const policy = policyOf([ruleOf({ failureAction: standing, failureActionOverrides: overrides, deny: {} })]);
      return judge([policy], creating(pod()), knowing())[0]?.action ?? standing.toLowerCase();
    };
    expect([actionBy('Audit', 'Enforce'), actionBy('Enforce', 'Audit')]).toEqual(['enforce', 'enforce']);
  });

  it('ends with the first rule that says something, where one is enough', () => {
    const rules = [ruleOf({ pattern: { '(kind)': 'Job' } }), ruleOf({ deny: {} }, { name: 's' }), ruleOf({ deny: {} }, { name: 't' })];
    expect(judge([policyOf(rules, {}, { applyRules: 'One' })], creating(pod())).map(({ rule }) => rule)).toEqual(['r', 's']);
  });
});
