import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { resourceOf } from '../../../lib/policy/foreign/plural.ts';
import type { ForeignRequest } from '../../../lib/policy/foreign/request.ts';
import type { ForeignSurroundings } from '../../../lib/policy/foreign/surroundings.ts';
import { ask, create, pod, rule, validatingPolicy } from './ask.ts';

const validations = [{ expression: 'true' }];
/** `match`, `-`, or `not-evaluated`. */
const matched = (constraints: JsonObject, request: ForeignRequest, parts: Partial<ForeignSurroundings> = {}): string => {
  const [result] = ask([validatingPolicy({ validations, matchConstraints: constraints })], request, parts);
  return result ? (result.kind === 'pass' ? 'match' : result.kind) : '-';
};

const namespace = (labels: JsonObject): ForeignRequest =>
  create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web', labels } }, { namespace: '' });
const node: ForeignRequest = create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }, { namespace: '' });

describe('which requests a policy is about', () => {
  it.each([
    ['its resource', rule(), create(pod()), 'match'],
    ['another resource', rule(['services']), create(pod()), '-'],
    ['every resource', rule(['*']), create(pod()), 'match'],
    ['every resource, of a subresource', rule(['*']), create(pod(), { subresource: 'exec' }), '-'],
    ['a subresource', rule(['pods/exec']), create(pod(), { subresource: 'exec' }), 'match'],
    ['every subresource', rule(['pods/*']), create(pod(), { subresource: 'exec' }), 'match'],
    ['one subresource of all', rule(['*/exec']), create(pod(), { subresource: 'exec' }), 'match'],
    ['another version', rule(['pods'], { apiVersions: ['v2'] }), create(pod()), '-'],
    ['another group', rule(['pods'], { apiGroups: ['apps'] }), create(pod()), '-'],
    ['all groups', rule(['pods'], { apiGroups: ['*'], apiVersions: ['*'] }), create(pod()), 'match'],
    ['another operation', rule(['pods'], { operations: ['DELETE'] }), create(pod()), '-'],
    ['all operations', rule(['pods'], { operations: ['*'] }), create(pod(), { operation: 'CONNECT' }), 'match'],
    ['its name', rule(['pods'], { resourceNames: ['p'] }), create(pod()), 'match'],
    ['another name', rule(['pods'], { resourceNames: ['q'] }), create(pod()), '-'],
    ['a name to be made', rule(['pods'], { resourceNames: ['web-'] }), create(pod({}, { name: '', generateName: 'web-x' })), 'match'],
    ['the cluster', rule(['nodes'], { scope: 'Cluster' }), node, 'match'],
    ['namespaces, of the cluster', rule(['nodes'], { scope: 'Namespaced' }), node, '-'],
    [
      'the plural that a cluster tells',
      rule(['oddities']),
      create(pod(), { resource: { group: '', version: 'v1', resource: 'oddities' } }),
      'match',
    ],
  ])('%s', (_name, one, request, expected) => {
    expect(matched({ resourceRules: [one] }, request)).toBe(expected);
  });

  it('leaves out what is excluded', () => {
    const excludeResourceRules = [rule(['pods'], { resourceNames: ['p'] })];
    expect(matched({ resourceRules: [rule()], excludeResourceRules }, create(pod()))).toBe('-');
    expect(matched({ resourceRules: [rule()], excludeResourceRules }, create(pod({}, { name: 'q' })))).toBe('match');
  });

  it.each([
    [{ matchLabels: { app: 'a' } }, 'match'],
    [{ matchLabels: { app: 'b' } }, '-'],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] }, 'match'],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] }, '-'],
    [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['a'] }] }, 'match'],
    [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, '-'],
    [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, 'match'],
    [{ matchLabels: { constructor: 'a' } }, '-'],
  ])('by labels of the object: %j', (objectSelector, expected) => {
    expect(matched({ resourceRules: [rule()], objectSelector }, create(pod({}, { labels: { app: 'a' } })))).toBe(expected);
  });

  it('by the labels that an object had before', () => {
    const objectSelector = { matchLabels: { app: 'a' } };
    const update = create(pod(), { operation: 'UPDATE', oldObject: pod({}, { labels: { app: 'a' } }) });
    expect(matched({ resourceRules: [rule()], objectSelector }, update)).toBe('match');
  });

  const namespaceSelector = { matchLabels: { tier: 'web' } };
  const resourceRules = [rule(['pods', 'namespaces', 'nodes'])];
  it.each([
    ['a namespace with the label', create(pod()), { tier: 'web' }, 'match'],
    ['one without', create(pod()), {}, '-'],
    ['one that nobody knows', create(pod()), undefined, 'not-evaluated'],
    ['a Namespace by its own labels', namespace({ tier: 'web' }), undefined, 'match'],
    ['a Namespace by its own labels, not those of before', namespace({}), { tier: 'web' }, '-'],
    ['what is in no namespace, always', node, undefined, 'match'],
  ])('by labels of the namespace: %s', (_name, request, labels, expected) => {
    expect(matched({ resourceRules, namespaceSelector }, request, { namespaceLabels: () => labels })).toBe(expected);
  });

  it('knows of every namespace its name', () => {
    const named = (values: readonly string[]) => ({
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...values] }],
    });
    expect(matched({ resourceRules, namespaceSelector: named(['web']) }, create(pod()))).toBe('-');
    expect(matched({ resourceRules, namespaceSelector: named(['kube-system']) }, create(pod()))).toBe('match');
  });
});

describe('the resource of a kind', () => {
  it.each([
    ['Pod', 'pods'],
    ['NetworkPolicy', 'networkpolicies'],
    ['Gateway', 'gateways'],
    ['Ingress', 'ingresses'],
    ['StorageClass', 'storageclasses'],
    ['Endpoints', 'endpoints'],
    ['PodMetrics', 'pods'],
    ['Mesh', 'meshes'],
  ])('%s: %s', (kind, resource) => {
    expect(resourceOf(kind)).toBe(resource);
  });
});
