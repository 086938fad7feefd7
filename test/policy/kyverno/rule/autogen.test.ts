import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, objectAt } from '../../../../lib/model/json.ts';
import { withGenerated } from '../../../../lib/policy/kyverno/autogen/rules.ts';
import { aboutPods, creating, judge, policyOf, ruleOf } from '../ask.ts';

const pattern = { spec: { containers: [{ image: 'a*' }] } };
const template = (image: string) => ({ template: { spec: { containers: [{ name: 'c', image }] } } });
const controller = (apiVersion: string, kind: string, image: string): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x' },
  spec: kind === 'CronJob' ? { jobTemplate: { spec: template(image) } } : template(image),
});

const names = (rules: readonly JsonObject[], annotations: JsonObject = {}) => withGenerated({ annotations }, rules).map(({ name }) => name);

describe('what a rule about Pods says of what makes them', () => {
  it.each([
    ['apps/v1', 'Deployment', '/spec/template/spec/containers/0/image'],
    ['apps/v1', 'StatefulSet', '/spec/template/spec/containers/0/image'],
    ['v1', 'ReplicationController', '/spec/template/spec/containers/0/image'],
    ['batch/v1', 'Job', '/spec/template/spec/containers/0/image'],
    ['batch/v1', 'CronJob', '/spec/jobTemplate/spec/template/spec/containers/0/image'],
  ])('%s %s', (apiVersion, kind, pointer) => {
    const documents = [policyOf([ruleOf({ pattern })])];
    expect(judge(documents, creating(controller(apiVersion, kind, 'abc')))).toMatchObject([{ rule: 'r', kind: 'pass' }]);
    expect(judge(documents, creating(controller(apiVersion, kind, 'xyz')))).toMatchObject([{ rule: 'r', kind: 'fail', pointer }]);
  });

  it('is not said of a kind of that name of another group', () => {
    expect(judge([policyOf([ruleOf({ pattern })])], creating(controller('example.com/v1', 'Deployment', 'xyz')))).toEqual([]);
  });

  it('reads the template where the rule reads the Pod', () => {
    const conditions = { any: [{ key: '{{ request.object.spec.hostPID || `false` }}', operator: 'Equals', value: true }] };
    const object = { ...controller('apps/v1', 'Deployment', 'a'), spec: { template: { spec: { hostPID: true } } } };
    expect(judge([policyOf([ruleOf({ deny: { conditions } })])], creating(object))).toMatchObject([{ kind: 'fail' }]);
  });
});

describe('which rules are made', () => {
  const both = ['r', 'autogen-r', 'autogen-cronjob-r'];
  const about = (resources: JsonObject): JsonObject => ruleOf({ pattern }, { match: { any: [{ resources }] } });
  it.each<[string, readonly JsonObject[], JsonObject, readonly string[]]>([
    ['both', [ruleOf({ pattern })], {}, both],
    ['both for the old block', [ruleOf({ pattern }, { match: { resources: { kinds: ['Pod'] } } })], {}, both],
    ['none with a name', [about({ kinds: ['Pod'], name: 'x' })], {}, ['r']],
    ['none with a selector', [about({ kinds: ['Pod'], selector: {} })], {}, ['r']],
    ['none with annotations', [about({ kinds: ['Pod'], annotations: { a: 'b' } })], {}, ['r']],
    ['none where Pod stands beside others', [about({ kinds: ['Pod', 'Deployment'] })], {}, ['r']],
    ['none for other kinds', [about({ kinds: ['Service'] })], {}, ['r']],
    ['none for Pods of a version alone', [about({ kinds: ['v1/Pod'] })], {}, ['r']],
    ['both for a subresource beside another rule', [about({ kinds: ['Pod/exec'] }), about({ kinds: ['Deployment'] })], {}, [...both, 'r']],
    ['none where the policy generates', [ruleOf({ pattern }), { name: 'g', match: aboutPods, generate: {} }], {}, ['r', 'g']],
    ['none for none', [ruleOf({ pattern })], { 'pod-policies.kyverno.io/autogen-controllers': 'none' }, ['r']],
    ['one for the rest', [ruleOf({ pattern })], { 'pod-policies.kyverno.io/autogen-controllers': 'Deployment,Job' }, ['r', 'autogen-r']],
    ['one for CronJob', [ruleOf({ pattern })], { 'pod-policies.kyverno.io/autogen-controllers': 'CronJob' }, ['r', 'autogen-cronjob-r']],
  ])('%s', (_name, rules, annotations, expected) => {
    expect(names(rules, annotations)).toEqual(expected);
  });

  it('make every block of a match one of CronJobs', () => {
    const match = { any: [{ resources: { kinds: ['Pod'] } }, { resources: { kinds: ['Service'] } }] };
    const made = withGenerated({}, [ruleOf({ pattern }, { match })]).map(({ rule }) => rule['match']);
    expect(made[1]).toMatchObject({ any: [{ resources: { kinds: expect.arrayContaining(['apps/v1/Deployment']) } }, match.any[1]] });
    expect(made[2]).toEqual({ any: [{ resources: { kinds: ['batch/v1/CronJob'] } }, { resources: { kinds: ['batch/v1/CronJob'] } }] });
  });

  it('cuts their names at 63 characters', () => {
    const long = 'a'.repeat(60);
    expect(names([ruleOf({ pattern }, { name: long })])[1]).toBe(`autogen-${long}`.slice(0, 63));
  });

  it('puts every pattern of anyPattern below the template', () => {
    const made = withGenerated({}, [ruleOf({ anyPattern: [{ a: 1 }, { b: 2 }] })])[2];
    const wrapped = (inner: Json) => ({ spec: { jobTemplate: { spec: { template: inner } } } });
    expect(objectAt(made?.rule, 'validate')['anyPattern']).toEqual([wrapped({ a: 1 }), wrapped({ b: 2 })]);
  });
});
