import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { rewrittenFor } from '../../../lib/policy/validating/autogen/rewrite.ts';
import { compileCelRule } from '../../../lib/policy/validating/cel-rule.ts';
import { create, pod, surroundings } from './ask.ts';

const judged = (rule: JsonObject, supplied: readonly JsonObject[] = [], parts = {}) => {
  const compiled = compileCelRule(rule, supplied);
  return compiled.kind === 'rule' ? compiled.rule.judge(create(pod()), surroundings(parts)) : compiled.problems;
};
const rule = (cel: JsonObject, parts: JsonObject = {}): JsonObject => ({ name: 'r', validate: { message: 'of the rule', cel }, ...parts });

describe('a rule with validate.cel', () => {
  it.each([
    ['holds', { expressions: [{ expression: 'has(object.spec.containers)' }] }, { kind: 'pass', message: '' }],
    ['does not hold', { expressions: [{ expression: 'false', message: 'own' }] }, { kind: 'fail', message: 'own' }],
    ['says what the rule says', { expressions: [{ expression: 'false' }] }, { kind: 'fail', message: 'of the rule' }],
    ['is denied where it cannot be evaluated', { expressions: [{ expression: 'object.none' }] }, { kind: 'fail' }],
    ['is denied where it is no bool', { expressions: [{ expression: 'object.metadata.name' }] }, { kind: 'fail' }],
    ['has variables', { variables: [{ name: 'a', expression: '1' }], expressions: [{ expression: 'variables.a == 1' }] }, { kind: 'pass' }],
    ['is open where nobody told', { expressions: [{ expression: "request.userInfo.username == 'a'" }] }, { kind: 'not-evaluated' }],
  ])('%s', (_name, cel, outcome) => {
    expect(judged(rule(cel))).toMatchObject(outcome);
  });

  it('has preconditions', () => {
    const when = (expression: string) => ({ celPreconditions: [{ name: 'c', expression }] });
    const cel = { expressions: [{ expression: 'false' }] };
    expect(judged(rule(cel, when("request.operation == 'UPDATE'")))).toMatchObject({ kind: 'skip' });
    expect(judged(rule(cel, when('object.none')))).toMatchObject({ kind: 'fail' });
  });

  it('has params', () => {
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', namespace: 'ops' }, data: { name: 'q' } };
    const cel = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      paramRef: { name: 'm', namespace: 'ops', parameterNotFoundAction: 'Deny' },
      expressions: [{ expression: 'object.metadata.name == params.data.name' }],
    };
    expect(judged(rule(cel), [map])).toMatchObject({ kind: 'fail' });
    expect(judged(rule(cel))).toMatchObject({ kind: 'not-evaluated' });
    expect(judged(rule(cel), [], { list: () => [] })).toMatchObject({ kind: 'error' });
  });

  it('tells everything that is wrong, below the rule', () => {
    const cel = {
      variables: [
        { name: 'a', expression: 'variables.b' },
        { name: 'b', expression: '1' },
      ],
      expressions: [{ expression: 'a &&' }],
    };
    expect(judged(rule(cel, { celPreconditions: [{ name: 'c', expression: 'params.x' }] }))).toMatchObject([
      { pointer: '/celPreconditions/0/expression' },
      { pointer: '/validate/cel/variables/0/expression' },
      { pointer: '/validate/cel/expressions/0/expression' },
    ]);
    expect(judged({ name: 'r', validate: { cel: { expressions: [{}] } } })).toEqual([
      { pointer: '/validate/cel/expressions/0/expression', message: 'this is missing' },
    ]);
  });
});

describe('CEL about pods, rewritten', () => {
  it.each([
    ['object.spec.x', 'object.spec.template.spec.x'],
    ['oldObject.spec.x', 'oldObject.spec.template.spec.x'],
    ['request.object.spec.x', 'request.object.spec.template.spec.x'],
    ['has(object.metadata.labels)', 'has(object.spec.template.metadata.labels)'],
    ['object.metadata.name', 'object.metadata.name'],
    ['object.metadata.namespace', 'object.metadata.namespace'],
    ['object.metadata.names', 'object.spec.template.metadata.names'],
    ["object['spec']", "object['spec']"],
    ['object.status', 'object.status'],
  ])('%s', (written, rewritten) => {
    expect(rewrittenFor('spec.template', [{ expression: written }], 'policy')).toEqual([{ expression: rewritten }]);
  });

  it('with the name of the object, in a rule of a ClusterPolicy', () => {
    expect(rewrittenFor('spec.template', 'object.metadata.name', 'rule')).toBe('object.spec.template.metadata.name');
  });
});
