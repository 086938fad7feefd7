import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../lib/model/json.ts';
import type { ForeignRequest } from '../../../../lib/policy/foreign/request.ts';
import { creating, judge, knowing, pod, policyOf } from '../ask.ts';

const object = pod({}, { name: 'web-1', labels: { app: 'web', tier: 'front' }, annotations: { team: 'shop-eu' } });
const developer: ForeignRequest['requester'] = {
  username: 'system:serviceaccount:ci:deployer',
  groups: ['system:authenticated', 'devs'],
  roles: ['shop:editor'],
  clusterRoles: ['view'],
};

const matches = (match: Json, more: { exclude?: Json; request?: Partial<ForeignRequest>; object?: JsonObject } = {}): string => {
  const rule = { name: 'r', match, ...(more.exclude !== undefined && { exclude: more.exclude }), validate: { deny: {} } };
  const surroundings = knowing({ namespaceLabels: (name) => (name === 'shop' ? { env: 'prod' } : undefined) });
  return judge([policyOf([rule])], creating(more.object ?? object, more.request), surroundings)[0]?.kind ?? 'nothing';
};

const kinds = (...list: readonly string[]) => ({ any: [{ resources: { kinds: list } }] });

describe('kinds', () => {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' } };
  it.each<[string, JsonObject, string | undefined, boolean]>([
    ['Pod', object, undefined, true],
    ['v1/Pod', object, undefined, true],
    ['v2/Pod', object, undefined, false],
    ['*/Pod', object, undefined, true],
    ['P*', object, undefined, true],
    ['*', object, undefined, true],
    ['*', object, 'exec', false],
    ['*/*', object, 'exec', true],
    ['Pod/exec', object, 'exec', true],
    ['Pod.exec', object, 'exec', true],
    ['Pod/*', object, 'exec', true],
    ['*/exec', object, 'exec', true],
    ['*/Pod', object, 'exec', false],
    ['*/*/*', object, 'exec', true],
    ['apps/*/*', deployment, undefined, true],
    ['Pod', object, 'exec', false],
    ['Pod', object, 'ephemeralcontainers', true],
    ['apps/v1/Deployment', deployment, undefined, true],
    ['apps/*/Deployment', deployment, undefined, true],
    ['apps/v1/Deployment/scale', deployment, 'scale', true],
    ['v1/Deployment/scale', deployment, 'scale', true],
    ['batch/v1/Deployment', deployment, undefined, false],
    ['Deployment', object, undefined, false],
  ])('%s of %j (%s): %s', (kind, value, subresource, expected) => {
    const request = subresource === undefined ? {} : { subresource };
    expect(matches(kinds(kind), { object: value, request })).toBe(expected ? 'fail' : 'nothing');
  });
});

describe('a subresource', () => {
  it('is known by what it is of, whose kind the object does not tell', () => {
    const exec = { apiVersion: 'v1', kind: 'PodExecOptions', command: ['sh'] };
    const request = { subresource: 'exec', resource: { group: '', version: 'v1', resource: 'pods' }, operation: 'CONNECT' as const };
    expect(matches(kinds('Pod/exec'), { object: exec, request })).toBe('fail');
    expect(matches(kinds('Deployment/exec'), { object: exec, request })).toBe('nothing');
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'd' } };
    const scaling = { subresource: 'scale', resource: { group: 'apps', version: 'v1', resource: 'deployments' } };
    expect(matches(kinds('apps/v1/Deployment/scale'), { object: scale, request: scaling })).toBe('fail');
    expect(matches(kinds('apps/v1/StatefulSet/scale'), { object: scale, request: scaling })).toBe('nothing');
  });
});

describe('attributes of the object', () => {
  it.each<[Json, boolean]>([
    [{ name: 'web-*' }, true],
    [{ name: 'api-*' }, false],
    [{ names: ['api', 'web-?'] }, true],
    [{ namespaces: ['sho*'] }, true],
    [{ namespaces: ['other'] }, false],
    [{ annotations: { 'te*': '*-eu' } }, true],
    [{ annotations: { team: 'us' } }, false],
    [{ selector: { matchLabels: { app: 'w*' } } }, true],
    [{ selector: { matchLabels: { app: 'web', tier: 'back' } } }, false],
    [{ selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] } }, true],
    [{ selector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }, false],
    [{ selector: {} }, true],
    [{ namespaceSelector: { matchLabels: { env: 'prod' } } }, true],
    [{ namespaceSelector: { matchLabels: { env: 'test' } } }, false],
    [{ operations: ['CREATE'] }, true],
    [{ operations: ['UPDATE', 'DELETE'] }, false],
    [{ kinds: ['Pod'], names: ['api'] }, false],
  ])('%j: %s', (resources, expected) => {
    expect(matches({ any: [{ resources }] })).toBe(expected ? 'fail' : 'nothing');
  });

  it('are not decided by labels of a namespace that nobody knows', () => {
    const match = { any: [{ resources: { kinds: ['Pod'], namespaceSelector: { matchLabels: { env: 'prod' } } } }] };
    expect(matches(match, { request: { namespace: 'other' } })).toBe('not-evaluated');
    expect(matches({ any: [...match.any, { resources: { kinds: ['Pod'] } }] }, { request: { namespace: 'other' } })).toBe('fail');
  });

  it('take a Namespace to lie in itself', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
    const match = { any: [{ resources: { kinds: ['Namespace'], namespaces: ['shop'] } }] };
    expect(matches(match, { object: namespace, request: { namespace: '' } })).toBe('fail');
  });
});

describe('a selector of namespaces', () => {
  it('is about no Namespace', () => {
    const match = { any: [{ resources: { kinds: ['*'], namespaceSelector: {} } }] };
    expect(matches(match)).toBe('fail');
    expect(matches(match, { object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } } })).toBe('nothing');
  });
});

describe('blocks', () => {
  const is = { resources: { kinds: ['Pod'] } };
  const isNot = { resources: { kinds: ['Job'] } };
  it.each<[string, Json, Json | undefined, boolean]>([
    ['any takes one', { any: [isNot, is] }, undefined, true],
    ['all takes all', { all: [isNot, is] }, undefined, false],
    ['the old block', is, undefined, true],
    ['an empty match is about nothing', {}, undefined, false],
    ['an exclude that holds', { any: [is] }, { any: [is] }, false],
    ['an exclude that does not', { any: [is] }, { any: [isNot] }, true],
    ['an exclude of all that do not all hold', { any: [is] }, { all: [is, isNot] }, true],
    ['an empty exclude', { any: [is] }, {}, true],
  ])('%s', (_name, match, exclude, expected) => {
    expect(matches(match, { ...(exclude !== undefined && { exclude }) })).toBe(expected ? 'fail' : 'nothing');
  });
});

describe('who asks', () => {
  const by = (more: JsonObject) => ({ any: [{ resources: { kinds: ['Pod'] }, ...more }] });
  it.each<[JsonObject, boolean]>([
    [{ subjects: [{ kind: 'ServiceAccount', name: 'deploy*', namespace: 'ci' }] }, true],
    [{ subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace: 'other' }] }, false],
    [{ subjects: [{ kind: 'Group', name: 'devs' }] }, true],
    [{ subjects: [{ kind: 'User', name: 'anna' }] }, false],
    [{ subjects: [{ kind: 'constructor', name: 'anna' }] }, false],
    [{ roles: ['shop:editor'] }, true],
    [{ clusterRoles: ['cluster-admin'] }, false],
    [{ clusterRoles: ['view'] }, true],
    [{ clusterRoles: ['vi*'] }, false],
  ])('%j: %s', (more, expected) => {
    expect(matches(by(more), { request: { requester: developer } })).toBe(expected ? 'fail' : 'nothing');
    expect(matches(kinds('Pod'), { exclude: by(more), request: { requester: developer } })).toBe(expected ? 'nothing' : 'fail');
  });

  it('is not asked where nobody does: the rule is about the object, and nobody is excluded', () => {
    expect(matches(by({ clusterRoles: ['cluster-admin'] }))).toBe('fail');
    expect(matches(kinds('Pod'), { exclude: by({ clusterRoles: ['cluster-admin'] }) })).toBe('fail');
  });

  it('leaves a rule open that reads who asks', () => {
    const conditions = { any: [{ key: '{{ request.userInfo.username }}', operator: 'NotEquals', value: 'anna' }] };
    const rule = { name: 'r', match: kinds('Pod'), validate: { deny: { conditions } } };
    const ask = (requester: ForeignRequest['requester']) => judge([policyOf([rule])], creating(object, { requester }))[0]?.kind;
    expect(ask(null)).toBe('not-evaluated');
    expect(ask(developer)).toBe('fail');
  });
});

describe('a Policy', () => {
  it('is about its namespace alone', () => {
    const policy = { ...policyOf([{ name: 'r', match: kinds('Pod'), validate: { deny: {} } }], { namespace: 'shop' }), kind: 'Policy' };
    expect(judge([policy], creating(object)).length).toBe(1);
    expect(judge([policy], creating(object, { namespace: 'other' })).length).toBe(0);
  });
});
