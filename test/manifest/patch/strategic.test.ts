import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleOfObjects } from '../../../lib/manifest/parse.ts';
import { applyOperations, operationsBetween } from '../../../lib/manifest/patch/operation.ts';
import { mergePatchOf, mergePatchTo } from '../../../lib/manifest/patch/strategic.ts';
import { canonicalJson } from '../../../lib/model/canonical.ts';
import { isList, isObject, type Json, type JsonObject } from '../../../lib/model/json.ts';

const keys: { readonly [list: string]: string } = {
  containers: 'name',
  initContainers: 'name',
  volumes: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
};
/** What the API server makes of a strategic merge patch, for the lists above; other lists are atomic. Source: strategicpatch.StrategicMergePatch. */
const merge = (value: Json | undefined, patch: Json, list = ''): Json => {
  if (isList(patch) && isList(value)) return mergeList(value, patch, keys[list]);
  if (!isObject(patch)) return patch;
  const result: { [key: string]: Json } = { ...(isObject(value) ? value : {}) };
  for (const [key, member] of Object.entries(patch)) {
    if (key.startsWith('$setElementOrder/')) continue;
    if (member === null) delete result[key];
    else result[key] = merge(isObject(value) ? value[key] : undefined, member, key);
  }
  return result;
};
const mergeList = (value: readonly Json[], patch: readonly Json[], key: string | undefined): Json => {
  if (key === undefined) return patch;
  if (isObject(patch[0]) && patch[0]['$patch'] === 'replace') return patch.slice(1);
  let result = [...value];
  for (const item of patch.filter(isObject)) {
    const at = result.findIndex((one) => isObject(one) && one[key] === item[key]);
    if (item['$patch'] === 'delete') result = result.toSpliced(at, 1);
    else if (at === -1) result.push(item);
    else result[at] = merge(result[at], item);
  }
  return result;
};

const object = (value: JsonObject) => {
  const [found] = bundleOfObjects([value], 'a.json', 0).objects;
  if (!found) throw new Error('no object');
  return found;
};
const pod = (spec: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec });

describe('mergePatchOf', () => {
  const before = object(
    pod({
      hostPID: true,
      containers: [
        { name: 'a', env: [{ name: 'A' }, { name: 'B' }] },
        { name: 'b', args: ['x', 'y'] },
      ],
    }),
  );

  it.each<[string, Parameters<typeof mergePatchOf>[1], JsonObject]>([
    ['a member that goes', [{ op: 'remove', path: '/spec/hostPID' }], { hostPID: null }],
    ['an item by its name', [{ op: 'add', path: '/spec/containers/1/tty', value: false }], { containers: [{ name: 'b', tty: false }] }],
    [
      'an item that goes',
      [{ op: 'remove', path: '/spec/containers/0/env/0' }],
      { containers: [{ name: 'a', env: [{ name: 'A', $patch: 'delete' }] }] },
    ],
    ['a list without a key', [{ op: 'remove', path: '/spec/containers/1/args/0' }], { containers: [{ name: 'b', args: ['y'] }] }],
    ['a new list', [{ op: 'add', path: '/spec/volumes', value: [{ name: 'v' }] }], { volumes: [{ name: 'v' }] }],
  ])('%s', (_, operations, spec) => {
    expect(mergePatchOf(before, operations)).toEqual({ type: 'strategic', document: { spec } });
  });

  it('says the order where it matters, since a merge puts new items first', () => {
    const operations = [{ op: 'add', path: '/spec/containers/0/env/-', value: { name: 'C' } }] as const;
    expect(mergePatchOf(before, operations)?.document).toEqual({
      spec: { containers: [{ name: 'a', '$setElementOrder/env': [{ name: 'A' }, { name: 'B' }, { name: 'C' }], env: [{ name: 'C' }] }] },
    });
  });

  // Each as strategicpatch.StrategicMergePatch of k8s.io/apimachinery v0.34.2 makes it into the second.
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      'texts that are merged',
      { kind: 'Secret', metadata: { name: 'a', finalizers: ['x', 'y'] } },
      { kind: 'Secret', metadata: { name: 'a', finalizers: ['y', 'z'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['x'], finalizers: ['z'] } },
    ],
    [
      'a selector that is replaced',
      { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { selector: { matchLabels: { a: '1' }, matchExpressions: [] } } },
      { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { selector: { matchLabels: { a: '1' } } } },
      { spec: { selector: { matchLabels: { a: '1' } } } },
    ],
    [
      'webhooks by their names',
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        webhooks: [{ name: 'a', failurePolicy: 'Ignore' }, { name: 'b' }],
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        webhooks: [{ name: 'a', failurePolicy: 'Fail' }],
      },
      {
        webhooks: [
          { name: 'b', $patch: 'delete' },
          { name: 'a', failurePolicy: 'Fail' },
        ],
      },
    ],
    [
      'pull secrets of an account, which have no key',
      { kind: 'ServiceAccount', imagePullSecrets: [{ name: 'a' }] },
      { kind: 'ServiceAccount', imagePullSecrets: [{ name: 'a' }, { name: 'b' }] },
      { imagePullSecrets: [{ name: 'a' }, { name: 'b' }] },
    ],
  ])('%s', (_, one, other, document) => {
    expect(mergePatchTo(object({ apiVersion: 'v1', ...one }), { apiVersion: 'v1', ...other })).toEqual({ type: 'strategic', document });
  });

  it('replaces a list whose items share a key', () => {
    const twice = object(
      pod({
        containers: [
          {
            name: 'a',
            env: [
              { name: 'A', value: '1' },
              { name: 'A', value: '2' },
            ],
          },
        ],
      }),
    );
    expect(mergePatchOf(twice, [{ op: 'remove', path: '/spec/containers/0/env/0' }])?.document).toEqual({
      spec: { containers: [{ name: 'a', env: [{ $patch: 'replace' }, { name: 'A', value: '2' }] }] },
    });
  });

  it('writes an RFC 7386 patch for types of others, and none for what does not fit', () => {
    const rollout = object({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { containers: [{ name: 'a' }] } });
    expect(mergePatchOf(rollout, [{ op: 'add', path: '/spec/containers/0/tty', value: true }])).toEqual({
      type: 'merge',
      document: { spec: { containers: [{ name: 'a', tty: true }] } },
    });
    expect(mergePatchOf(rollout, [{ op: 'remove', path: '/none' }])).toBeNull();
  });

  const name = fc.constantFrom('a', 'b', 'c');
  const env = fc.uniqueArray(fc.record({ name, value: fc.constantFrom('1', '2') }), { selector: (one) => one.name });
  const container = fc.record(
    { name, image: fc.constantFrom('x', 'y'), env, args: fc.array(name, { maxLength: 2 }) },
    { requiredKeys: ['name'] },
  );
  const list = fc.uniqueArray(container, { selector: (one) => one.name, maxLength: 3 });
  const spec = fc.record(
    { containers: list, hostPID: fc.boolean(), volumes: fc.uniqueArray(fc.record({ name }), { selector: (one) => one.name }) },
    { requiredKeys: [] },
  );
  const inOrder = (value: Json): Json => {
    if (isList(value)) return value.map(inOrder).sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inOrder(member)])) : value;
  };

  it('says what both forms are to say, for any two pods', () => {
    fc.assert(
      fc.property(spec, spec, (from, to) => {
        const [one, other] = [pod(from), pod(to)];
        expect(applyOperations(one, operationsBetween(one, other))).toEqual(other);
        // What order the API server makes of the directives is held by the cases above.
        expect(inOrder(merge(one, mergePatchTo(object(one), other).document))).toEqual(inOrder(other));
      }),
    );
  });
});
