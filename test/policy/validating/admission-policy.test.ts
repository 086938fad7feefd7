import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { compileValidating } from '../../../lib/policy/validating/compile.ts';
import { ask, create, rule, workload } from './ask.ts';

const policy = (spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'replicas' },
  spec: {
    matchConstraints: { resourceRules: [rule(['deployments'], { apiGroups: ['apps'] })] },
    validations: [{ expression: 'object.spec.replicas <= 5', message: 'at most 5' }],
    ...spec,
  },
});
const binding = (spec: JsonObject, name = 'b'): JsonObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name },
  spec: { policyName: 'replicas', validationActions: ['Deny'], ...spec },
});
const fail = { rule: 'replicas', kind: 'fail', message: 'at most 5', pointer: '/spec/replicas' };
const deployment = (replicas: number) => create(workload('Deployment', { replicas }));
const kinds = (documents: readonly JsonObject[], replicas: number, parts = {}) =>
  ask(documents, deployment(replicas), parts).map(({ rule: name, kind }) => `${name} ${kind}`);

describe('a ValidatingAdmissionPolicy', () => {
  it('that no binding names is judged as if it were bound to everything', () => {
    expect(ask([policy()], deployment(6))).toEqual([fail]);
    expect(kinds([policy()], 5)).toEqual(['replicas pass']);
  });

  it('is asked where a binding is', () => {
    const namespaceSelector = { matchLabels: { tier: 'web' } };
    const documents = [policy(), binding({ matchResources: { namespaceSelector } })];
    expect(kinds(documents, 6, { namespaceLabels: () => ({ tier: 'web' }) })).toEqual(['replicas fail']);
    expect(kinds(documents, 6, { namespaceLabels: () => ({}) })).toEqual([]);
    expect(kinds(documents, 6)).toEqual(['replicas not-evaluated']);
    expect(kinds([policy(), binding({ policyName: 'other', matchResources: { namespaceSelector } })], 6)).toEqual(['replicas fail']);
  });

  it('has the action of the binding that refuses, and of several the strongest', () => {
    const warn = binding({ validationActions: ['Warn', 'Audit'] }, 'w');
    const deny = binding({ matchResources: { objectSelector: { matchLabels: { a: 'b' } } } });
    expect(compileValidating([policy(), warn, deny]).policies[0]?.rules).toEqual([
      { name: 'replicas', action: 'enforce', failsClosed: true },
    ]);
    expect(ask([policy(), warn, deny], deployment(6))).toEqual([{ ...fail, action: 'warn' }]);
    const labelled = create({ ...workload('Deployment', { replicas: 6 }), metadata: { name: 'w', labels: { a: 'b' } } });
    expect(ask([policy(), warn, deny], labelled)).toEqual([fail]);
    expect(compileValidating([policy(), warn]).policies[0]?.rules[0]?.action).toBe('warn');
  });

  it.each([
    ['Fail', 'error', true],
    ['Ignore', 'error', false],
  ])('tells an error, failurePolicy %s', (failurePolicy, kind, failsClosed) => {
    const broken = policy({ failurePolicy, validations: [{ expression: 'object.none' }] });
    expect(ask([broken], deployment(1))[0]?.kind).toBe(kind);
    expect(compileValidating([broken]).policies[0]?.rules[0]?.failsClosed).toBe(failsClosed);
  });

  it('lets no validation off because another one cannot be evaluated and errors are ignored', () => {
    const validations = [{ expression: 'object.none' }, { expression: 'object.spec.replicas <= 5', message: 'at most 5' }];
    const ignoring = policy({ failurePolicy: 'Ignore', validations });
    expect(ask([ignoring], deployment(6))).toEqual([fail]);
    expect(kinds([ignoring], 5)).toEqual(['replicas error']);
    expect(kinds([policy({ validations })], 6)).toEqual(['replicas error']);
  });

  it('denies a value that is no bool, and does not know what anybody may do', () => {
    expect(kinds([policy({ validations: [{ expression: 'dyn(1)' }] })], 1)).toEqual(['replicas fail']);
    const authorized = "authorizer.group('apps').resource('deployments').namespace('web').check('create').allowed()";
    expect(kinds([policy({ validations: [{ expression: authorized }] })], 1)).toEqual(['replicas not-evaluated']);
    expect(kinds([policy({ validations: [{ expression: `true || ${authorized}` }] })], 1)).toEqual(['replicas pass']);
  });
});

describe('its params', () => {
  const asks = policy({
    paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
    validations: [{ expression: 'object.spec.replicas <= int(params.data.most)' }],
  });
  const limit = (most: string, metadata: JsonObject = {}): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'limit', ...metadata },
    data: { most },
  });
  const bound = (paramRef: JsonObject) => [asks, binding({ paramRef })];

  it('are open where no binding says which', () => {
    expect(kinds([asks, limit('3')], 4)).toEqual(['replicas not-evaluated']);
    const withoutParams = policy({ paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations: [{ expression: 'params == null' }] });
    expect(kinds([withoutParams, binding({})], 4)).toEqual(['replicas pass']);
  });

  it('stand beside it, or are supplied', () => {
    expect(kinds([...bound({ name: 'limit' }), limit('3')], 4)).toEqual(['replicas fail']);
    expect(kinds([...bound({ name: 'limit' }), limit('5')], 4)).toEqual(['replicas pass']);
    const object = (_version: string, _kind: string, namespace: string) => (namespace === 'ops' ? limit('3') : undefined);
    expect(kinds(bound({ name: 'limit', namespace: 'ops' }), 4, { object })).toEqual(['replicas fail']);
  });

  it('of another namespace are not taken', () => {
    expect(kinds([...bound({ name: 'limit' }), limit('3', { namespace: 'ops' })], 4)).toEqual(['replicas not-evaluated']);
    expect(kinds([...bound({ name: 'limit', namespace: 'ops' }), limit('3', { namespace: 'ops' })], 4)).toEqual(['replicas fail']);
  });

  it('that are not there are an error, or nothing, once that is known', () => {
    expect(kinds(bound({ name: 'limit' }), 4)).toEqual(['replicas not-evaluated']);
    expect(kinds(bound({ name: 'limit' }), 4, { list: () => [] })).toEqual(['replicas error']);
    const allowed = { parameterNotFoundAction: 'Allow' };
    expect(kinds(bound({ name: 'limit', ...allowed }), 4, { list: () => [] })).toEqual(['replicas skip']);
    expect(kinds(bound({ selector: { matchLabels: { a: 'b' } }, ...allowed }), 4, { list: () => [limit('1')] })).toEqual(['replicas skip']);
  });

  it('that are missing for a binding that denies are not hidden by one that audits', () => {
    const denies = binding({ paramRef: { name: 'gone' } }, 'denies');
    const audits = binding({ validationActions: ['Audit'], paramRef: { name: 'limit' } }, 'audits');
    const documents = [asks, audits, denies, limit('3')];
    expect(ask(documents, deployment(4), { list: () => [limit('3')] }).map(({ kind, action }) => [kind, action])).toEqual([
      ['error', undefined],
    ]);
    expect(ask(documents, deployment(4)).map(({ kind, action }) => [kind, action])).toEqual([
      ['not-evaluated', undefined],
      ['fail', 'audit'],
    ]);
  });

  it('are all that their labels select, and the worst decides', () => {
    const labels = { a: 'b' };
    const documents = bound({ selector: { matchLabels: labels } });
    expect(kinds([...documents, limit('5', { labels }), limit('3', { labels, name: 'other' })], 4)).toEqual(['replicas fail']);
    expect(kinds([...documents, limit('5', { labels }), limit('3', { name: 'other' })], 4)).toEqual(['replicas pass']);
  });

  it('of a kind that nobody has defined may be in the namespace or in none', () => {
    const custom = policy({
      paramKind: { apiVersion: 'rules.example.com/v1', kind: 'Limit' },
      validations: [{ expression: 'object.spec.replicas <= params.most' }],
    });
    const most = (value: number): JsonObject => ({
      apiVersion: 'rules.example.com/v1',
      kind: 'Limit',
      metadata: { name: 'l' },
      most: value,
    });
    const only = (namespace: string) => (_version: string, kind: string, asked: string) =>
      kind === 'Limit' && asked === namespace ? most(3) : undefined;
    const documents = [custom, binding({ paramRef: { name: 'l' } })];
    expect(kinds(documents, 4, { object: only('') })).toEqual(['replicas fail']);
    expect(kinds(documents, 4, { object: only('web') })).toEqual(['replicas fail']);
    expect(kinds(documents, 4, { object: only('ops') })).toEqual(['replicas not-evaluated']);
  });

  it('in namespaces cannot be found for an object that is in none', () => {
    const cluster = create(
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w' }, spec: { replicas: 1 } },
      { namespace: '' },
    );
    expect(ask([...bound({ name: 'limit' }), limit('3')], cluster)[0]?.kind).toBe('error');
  });
});
