import { describe, expect, it } from 'vitest';
import { bundleOfObjects, parseBundle } from '../../../lib/manifest/parse.ts';
import { AppError } from '../../../lib/model/error.ts';
import type { JsonObject } from '../../../lib/model/json.ts';
import { answerTo } from '../../../lib/policy/foreign/answer.ts';
import { knownObjects } from '../../../lib/policy/foreign/known.ts';
import { strayMembers } from '../../../lib/policy/foreign/stray.ts';
import { givenValues } from '../../../lib/policy/foreign/values.ts';
import { gatherPolicy } from '../../../lib/policy/gather.ts';

const outcome = async (text: string): Promise<string> => {
  try {
    return `accepted ${(await gatherPolicy([{ text }], 'x')).policy.rules.length}`;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
};
const rule = (validate: string): string => `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: a }
spec: { rules: [{ name: r, match: { any: [{ resources: { kinds: [Pod] } }] }, validate: ${validate} }] }
`;

describe('policies that mean harm', () => {
  it.each([
    ['ten thousand brackets', rule(`{ pattern: ${'['.repeat(10_000)}${']'.repeat(10_000)} }`)],
    ['a key of the prototype', rule('{ pattern: { __proto__: { a: 1 } } }')],
    ['an alias in itself', rule('{ pattern: &a { b: *a } }')],
    [
      'aliases of aliases',
      rule(
        `{ pattern: { a: &a [1,1,1,1,1,1,1,1,1], ${'bcdefgh'.replace(
          /./g,
          (name) =>
            `${name}: &${name} [${Array(9)
              .fill(`*${String.fromCharCode(name.charCodeAt(0) - 1)}`)
              .join()}], `,
        )} z: 1 } }`,
      ),
    ],
    ['a text over the bound', rule(`{ message: "${'x'.repeat(2 * 1024 * 1024)}" }`)],
    ['a NUL', rule('{ message: "a\0b" }')],
    ['a list of a hundred thousand items', `apiVersion: v1\nkind: List\nitems: [${'{kind: Pod},'.repeat(100_000)}]\n`],
    ['a list in a list in a list', `${'{ apiVersion: v1, kind: List, items: ['.repeat(40)}${'] }'.repeat(40)}`],
  ])('%s is refused, and in time', async (_what, text) => {
    expect(await outcome(text)).toBe('invalid-policy');
  });

  it('ten thousand brackets in a text are a text', async () => {
    expect(await outcome(rule(`{ message: "${'{{ '.repeat(10_000)}", deny: {} }`))).toBe('accepted 1');
  });

  it('a hundred thousand strange members are looked at once, and a hundred are told', () => {
    const spec = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`x${index}`, index]));
    const strays = strayMembers({ apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy', spec });
    expect(strays.length).toBe(100);
    expect(
      strayMembers(JSON.parse('{"apiVersion":"kyverno.io/v1","kind":"Policy","spec":{"__proto__":{"rules":1},"constructor":1}}')).length,
    ).toBe(2);
  });
});

describe('objects that mean harm', () => {
  const change = (objects: readonly JsonObject[], cluster: readonly JsonObject[] = []) => ({
    bundle: bundleOfObjects(objects, 'x', 0),
    images: [],
    dockerfiles: [],
    cluster,
  });

  it('are known by their names alone, whatever these are', () => {
    const named = (name: string): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: '__proto__' } });
    const known = knownObjects(change([named('constructor'), named('__proto__')]), []);
    expect(known.find('v1', 'ConfigMap', '__proto__', 'constructor')).toBeDefined();
    expect(known.find('v1', 'ConfigMap', '__proto__', 'toString')).toBeUndefined();
    expect(known.find('v1', '__proto__', '', 'constructor')).toBeUndefined();
  });

  it('do not take the place of what the policies bring with them', () => {
    const list = (allowed: string): JsonObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'registries', namespace: 'platform' },
      data: { allowed },
    });
    const known = knownObjects(change([list('of the change')], [list('of the cluster')]), [list('of the author')]);
    expect(known.find('v1', 'ConfigMap', 'platform', 'registries')).toMatchObject({ data: { allowed: 'of the author' } });
    const alone = knownObjects(change([list('of the change')], [list('of the cluster')]), []);
    expect(alone.find('v1', 'ConfigMap', 'platform', 'registries')).toMatchObject({ data: { allowed: 'of the change' } });
  });

  it('do not make an address that is long take long', () => {
    const known = knownObjects(change([], [{ apiVersion: 'v1', kind: 'PodList', items: [] }]), []);
    for (const url of [
      `/api/v1/${'namespaces/'.repeat(50_000)}`,
      `/apis/${'a.'.repeat(50_000)}/v1/pods`,
      `/api/v1/${'a'.repeat(200_000)}/`,
    ])
      expect(answerTo(known, url)).toBeUndefined();
    expect(answerTo(known, '/api/v1/pods')).toMatchObject({ items: [] });
    expect(answerTo(known, '/api/v1/namespaces/a/pods')).toMatchObject({ items: [] });
  });

  it('do not reach the prototype through values', () => {
    const values = givenValues([
      JSON.parse('{"apiVersion":"cli.kyverno.io/v1alpha1","kind":"Values","globalValues":{"a.__proto__.b":1,"__proto__":{"c":1}}}'),
    ]);
    expect(values.variable('p', 'r', 'a')).toEqual(JSON.parse('{"__proto__":{"b":1}}'));
    expect(values.variable('p', 'r', 'toString')).toBeUndefined();
    expect(({} as { b?: number }).b).toBeUndefined();
  });

  it('of no kind a table knows are judged as they are', () => {
    expect(parseBundle([{ name: 'a', text: 'kind: __proto__\napiVersion: constructor\n' }], 0).objects.length).toBe(1);
  });
});
