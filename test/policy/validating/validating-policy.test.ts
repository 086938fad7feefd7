import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { compileValidating } from '../../../lib/policy/validating/compile.ts';
import { ask, create, outcomeOf, pod, validatingPolicy, workload } from './ask.ts';

const latest = {
  validations: [{ expression: "object.spec.containers.all(c, !c.image.endsWith(':latest'))", message: 'name a version' }],
};
const bad = { containers: [{ name: 'c', image: 'nginx:latest' }] };

describe('a ValidatingPolicy', () => {
  it('passes and fails with its message', () => {
    expect(ask([validatingPolicy(latest)], create(pod()))).toEqual([{ rule: 'v', kind: 'pass', message: '' }]);
    expect(ask([validatingPolicy(latest)], create(pod(bad)))).toEqual([
      { rule: 'v', kind: 'fail', message: 'name a version', pointer: '/spec/containers/0' },
    ]);
  });

  it('says nothing of what it is not about', () => {
    expect(ask([validatingPolicy(latest)], create(pod(bad), { operation: 'DELETE', object: null, oldObject: pod(bad) }))).toEqual([]);
    expect(ask([validatingPolicy(latest)], create({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } }))).toEqual([]);
  });

  it.each([
    ['a match condition that does not hold', 'false', 'skip'],
    ['one that holds', 'true', 'fail'],
    ['one that cannot be evaluated', 'object.none', 'error'],
    ['one that is no bool', "'yes'", 'error'],
    ['one that asks who it is, and nobody is known', "request.userInfo.username == 'a'", 'not-evaluated'],
  ])('has match conditions: %s', (_name, expression, kind) => {
    const policy = validatingPolicy({ ...latest, matchConditions: [{ name: 'm', expression }] });
    expect(ask([policy], create(pod(bad)))[0]?.kind).toBe(kind);
  });

  it('is not asked where a match condition fails and its failurePolicy is Ignore, and one that is false decides first', () => {
    const error = { name: 'e', expression: 'object.none' };
    expect(ask([validatingPolicy({ ...latest, failurePolicy: 'Ignore', matchConditions: [error] })], create(pod(bad)))[0]?.kind).toBe(
      'skip',
    );
    const both = validatingPolicy({ ...latest, matchConditions: [error, { name: 'f', expression: 'false' }] });
    expect(ask([both], create(pod(bad)))[0]?.kind).toBe('skip');
  });

  it('has variables, each of those before it', () => {
    const variables = [
      { name: 'images', expression: 'object.spec.containers.map(c, c.image)' },
      { name: 'first', expression: 'variables.images[0]' },
      { name: 'broken', expression: 'object.none' },
    ];
    const validations = [{ expression: "variables.first == 'none'", messageExpression: "'is ' + variables.first" }];
    expect(ask([validatingPolicy({ variables, validations })], create(pod()))).toMatchObject([{ kind: 'fail', message: 'is nginx:1.29' }]);
  });

  it.each([
    [{ messageExpression: "'made'", message: 'written' }, 'made'],
    [{ messageExpression: 'object.none', message: 'written' }, 'written'],
    [{ messageExpression: "' '" }, 'failed expression: 1 == 2'],
    [{}, 'failed expression: 1 == 2'],
  ])('says %j', (words, message) => {
    expect(ask([validatingPolicy({ validations: [{ expression: '1 == 2', ...words }] })], create(pod()))).toMatchObject([{ message }]);
  });

  it('tells all validations that do not hold, and lets the first that decides decide', () => {
    const no = (message: string) => ({ expression: 'false', message });
    const error = { expression: 'object.none' };
    const open = { expression: 'request.userInfo.groups.size() == 0' };
    const kinds = (...validations: JsonObject[]) => ask([validatingPolicy({ validations })], create(pod()))[0];
    expect(kinds(no('a'), no('b'))).toMatchObject({ kind: 'fail', message: 'a; b' });
    expect(kinds(error, no('b'))).toMatchObject({ kind: 'error' });
    expect(kinds(no('b'), error)).toMatchObject({ kind: 'fail', message: 'b' });
    expect(kinds(open, no('b'))).toMatchObject({ kind: 'fail', message: 'b' });
    expect(kinds(open)).toMatchObject({ kind: 'not-evaluated', message: 'who asks is not known' });
  });

  it('ends in an error where a validation is no bool, or an audit annotation no text', () => {
    expect(outcomeOf("'yes'")).toMatch(/^error/);
    const auditAnnotations = [{ key: 'k', valueExpression: '1' }];
    expect(ask([validatingPolicy({ validations: [{ expression: 'true' }], auditAnnotations })], create(pod()))[0]?.kind).toBe('error');
  });

  it.each([
    ['Deployment', { template: { spec: bad } }],
    ['StatefulSet', { template: { spec: bad } }],
    ['Job', { template: { spec: bad } }],
    ['CronJob', { jobTemplate: { spec: { template: { spec: bad } } } }],
  ])('about pods is asked of a %s', (kind, spec) => {
    expect(ask([validatingPolicy(latest)], create(workload(kind, spec)))).toMatchObject([{ rule: 'v', kind: 'fail' }]);
    const none = { autogen: { podControllers: { controllers: [] } } };
    expect(ask([validatingPolicy({ ...latest, ...none })], create(workload(kind, spec)))).toEqual([]);
  });

  it('keeps the name of a controller when it is asked of one', () => {
    const policy = validatingPolicy({ validations: [{ expression: "object.metadata.name == 'w' && object.metadata.labels.a == 'b'" }] });
    const template = { metadata: { labels: { a: 'b' } }, spec: {} };
    expect(ask([policy], create(workload('Deployment', { template })))).toMatchObject([{ kind: 'pass' }]);
  });

  it('about pods is asked of controllers of others that it names', () => {
    const controllers = ['jobsets.v1alpha2.jobset.x-k8s.io'];
    const policy = validatingPolicy({ ...latest, autogen: { podControllers: { controllers } } });
    const jobSet = (...images: string[]): JsonObject => ({
      apiVersion: 'jobset.x-k8s.io/v1alpha2',
      kind: 'JobSet',
      metadata: { name: 'j' },
      spec: {
        replicatedJobs: images.map((image) => ({ template: { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } } })),
      },
    });
    expect(ask([policy], create(jobSet('a:1', 'b:latest')))).toEqual([
      {
        rule: 'v',
        kind: 'fail',
        message: 'name a version',
        pointer: '/spec/replicatedJobs/1/template/spec/template/spec/containers/0',
      },
    ]);
    expect(ask([policy], create(jobSet('a:1')))).toMatchObject([{ kind: 'pass' }]);
    expect(ask([policy], create(jobSet()))).toMatchObject([{ kind: 'error' }]);
    expect(ask([policy], create(workload('Deployment', { template: { spec: bad } })))).toEqual([]);
    expect(ask([validatingPolicy(latest)], create(jobSet('b:latest')))).toEqual([]);
  });

  it('of one namespace is asked there alone', () => {
    const policy = { ...validatingPolicy(latest, { namespace: 'web' }), kind: 'NamespacedValidatingPolicy' };
    expect(ask([policy], create(pod(bad)))).toHaveLength(1);
    expect(ask([policy], create(pod(bad), { namespace: 'other' }))).toEqual([]);
  });

  it('says what it is: action, failure, severity', () => {
    const compiled = (spec: JsonObject) => compileValidating([validatingPolicy({ ...latest, ...spec })]).policies[0]?.rules[0];
    expect(compiled({})).toEqual({ name: 'v', action: 'enforce', failsClosed: true });
    expect(compiled({ validationActions: ['Audit', 'Warn'], failurePolicy: 'Ignore' })).toEqual({
      name: 'v',
      action: 'warn',
      failsClosed: false,
    });
    expect(compiled({ evaluation: { admission: { enabled: false } } })).toMatchObject({ action: 'audit' });
    const annotations = { 'policies.kyverno.io/severity': 'High', 'policies.kyverno.io/title': 'No latest' };
    expect(compileValidating([validatingPolicy(latest, { annotations })]).policies[0]).toMatchObject({
      engine: 'kyverno',
      severity: 'high',
      title: 'No latest',
      namespace: '',
    });
  });
});
