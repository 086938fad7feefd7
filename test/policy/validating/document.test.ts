import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { compileValidating } from '../../../lib/policy/validating/compile.ts';
import { ask, create, pod, rule, validatingPolicy } from './ask.ts';

const validations = [{ expression: 'true' }];
const pointers = (...documents: JsonObject[]) =>
  compileValidating(documents).problems.map(({ document, pointer }) => `${document}${pointer}`);

describe('what is wrong with a document', () => {
  it.each<[string, JsonObject, string[]]>([
    ['no CEL', { validations: [{ expression: 'object.' }] }, ['0/spec/validations/0/expression']],
    ['a name that nothing has', { validations: [{ expression: 'params.x' }] }, ['0/spec/validations/0/expression']],
    [
      'a message that is no CEL',
      { validations: [{ expression: 'true', messageExpression: '(' }] },
      ['0/spec/validations/0/messageExpression'],
    ],
    ['a condition without a name', { validations, matchConditions: [{ expression: 'true' }] }, ['0/spec/matchConditions/0/name']],
    [
      'a variable that asks for itself',
      { validations, variables: [{ name: 'a', expression: 'variables.a' }] },
      ['0/spec/variables/0/expression'],
    ],
    [
      'an annotation',
      { validations, auditAnnotations: [{ key: 'a', valueExpression: ')' }] },
      ['0/spec/auditAnnotations/0/valueExpression'],
    ],
    ['an action', { validations, validationActions: ['Enforce'] }, ['0/spec/validationActions/0']],
    ['no validations', {}, ['0/spec/validations']],
    ['nothing that it is about', { validations, matchConstraints: null }, ['0/spec/matchConstraints']],
    [
      'a rule without resources',
      { validations, matchConstraints: { resourceRules: [rule([])] } },
      ['0/spec/matchConstraints/resourceRules/0/resources'],
    ],
    [
      'an operator',
      { validations, matchConstraints: { objectSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } } },
      ['0/spec/matchConstraints/objectSelector/matchExpressions/0/operator'],
    ],
  ])('%s', (_name, spec, expected) => {
    expect(pointers(validatingPolicy(spec))).toEqual(expected);
  });

  it('is told of what is made of it for pod controllers too', () => {
    const long = `${'object.spec.a == 1 || '.repeat(2_500)}true`;
    expect(pointers(validatingPolicy({ validations: [{ expression: long }] }))).toEqual(['0/spec/validations/0/expression']);
    const none = { autogen: { podControllers: { controllers: [] } } };
    expect(pointers(validatingPolicy({ validations: [{ expression: long }], ...none }))).toEqual([]);
  });

  it('tells all of it, in the order of the documents, and compiles the others', () => {
    const exception = {
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'PolicyException',
      metadata: { name: 'e' },
      spec: { policyRefs: [{ name: 'v', kind: 'ValidatingPolicy' }], matchConditions: [{ name: 'm', expression: 'a b' }] },
    };
    const binding = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'b' },
      spec: {},
    };
    const broken = validatingPolicy({ validations: [{ expression: '(' }, { expression: ')' }] });
    const documents = [exception, broken, validatingPolicy({ validations }), binding];
    expect(pointers(...documents)).toEqual([
      '0/spec/matchConditions/0/expression',
      '1/spec/validations/0/expression',
      '1/spec/validations/1/expression',
      '3/spec/policyName',
    ]);
    expect(compileValidating(documents).policies).toHaveLength(1);
  });

  it('passes over what is of others', () => {
    const others = ['kyverno.io/v1 ClusterPolicy', 'policies.kyverno.io/v1 MutatingPolicy', 'v1 ConfigMap'].map((one) => {
      const [apiVersion = '', kind = ''] = one.split(' ');
      return { apiVersion, kind, metadata: { name: 'o' } };
    });
    expect(compileValidating(others)).toEqual({ policies: [], problems: [] });
  });
});

describe('an ImageValidatingPolicy', () => {
  it('is open for what it is about', () => {
    const policy = { ...validatingPolicy({ validations }), kind: 'ImageValidatingPolicy' };
    expect(ask([policy], create(pod()))).toMatchObject([{ rule: 'v', kind: 'not-evaluated' }]);
    expect(ask([policy], create({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } }))).toEqual([]);
  });
});
