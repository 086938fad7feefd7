import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../lib/manifest/parse.ts';
import { patchFiles } from '../../../lib/manifest/patch/apply.ts';
import { applyOperations, joinOperations } from '../../../lib/manifest/patch/operation.ts';
import { canonicalJson } from '../../../lib/model/canonical.ts';
import { isList, isObject, type Json, pointerToken, pointerTokens } from '../../../lib/model/json.ts';
import type { PatchOperation } from '../../../lib/model/patch.ts';

const patch = (text: string, ...patches: PatchOperation[][]) => {
  const file = { name: 'a.yaml', text };
  const [object] = parseBundle([file], 0).objects;
  if (!object) throw new Error('no object in the text');
  const { files, refused } = patchFiles([file], [{ object, patches }]);
  return { text: files[0]?.text, refused: refused.length };
};
const add = (path: string, value: Json): PatchOperation => ({ op: 'add', path, value });
const remove = (path: string): PatchOperation => ({ op: 'remove', path });
const replace = (path: string, value: Json): PatchOperation => ({ op: 'replace', path, value });

const pod = `# the pod
kind: Pod   # kept
spec:
  hostPID: true # why
  containers:
    - name: 'a'
      image: "x:1"

    # the second
    - name: b
      env: [{name: A, value: '1'}, {name: A, value: '2'}]
      securityContext: {privileged: true}
`;

describe('patchFiles', () => {
  it.each<[string, PatchOperation[], string, string]>([
    ['removes a member with its line', [remove('/spec/hostPID')], '  hostPID: true # why\n', ''],
    [
      'adds a member after the last line of its map',
      [add('/spec/containers/0/tty', false)],
      'image: "x:1"\n',
      'image: "x:1"\n      tty: false\n',
    ],
    [
      'adds a map',
      [add('/spec/containers/0/securityContext', { runAsUser: 10001, capabilities: { drop: ['ALL'] } })],
      'image: "x:1"\n',
      'image: "x:1"\n      securityContext:\n        runAsUser: 10001\n        capabilities:\n          drop:\n            - ALL\n',
    ],
    ['keeps the quotes of what it replaces', [replace('/spec/containers/0/image', 'x:2')], '"x:1"', '"x:2"'],
    ['keeps single quotes', [replace('/spec/containers/0/name', 'yes')], "'a'", "'yes'"],
    [
      'quotes what would be read as something else',
      [add('/spec/nodeName', 'yes')],
      "value: '2'}]\n      securityContext: {privileged: true}\n",
      'value: \'2\'}]\n      securityContext: {privileged: true}\n  nodeName: "yes"\n',
    ],
    [
      'adds in flow style',
      [add('/spec/containers/1/securityContext/runAsNonRoot', true)],
      '{privileged: true}',
      '{privileged: true, runAsNonRoot: true}',
    ],
    [
      'removes an item in flow style',
      [remove('/spec/containers/1/env/0')],
      "[{name: A, value: '1'}, {name: A, value: '2'}]",
      "[{name: A, value: '2'}]",
    ],
    ['removes an item with its lines', [remove('/spec/containers/0')], '    - name: \'a\'\n      image: "x:1"\n', ''],
    [
      'leaves an empty map where its only member was',
      [remove('/spec/containers/1/securityContext/privileged')],
      '{privileged: true}',
      '{}',
    ],
    ['keeps the dash when the first member goes', [remove('/spec/containers/1/name')], '- name: b\n      env', '- env'],
  ])('%s', (_name, operations, before, after) => {
    expect(pod).toContain(before);
    expect(patch(pod, operations)).toEqual({ text: pod.replace(before, () => after), refused: 0 });
    const crlf = pod.replaceAll('\n', '\r\n');
    expect(patch(crlf, operations).text).toBe(pod.replace(before, () => after).replaceAll('\n', '\r\n'));
  });

  it('joins patches that each add the same map', () => {
    const { text } = patch(
      'kind: Pod\nspec:\n  a: 1\n',
      [add('/spec/securityContext', { one: 1 })],
      [add('/spec/securityContext', { two: 2 })],
    );
    expect(text).toBe('kind: Pod\nspec:\n  a: 1\n  securityContext:\n    one: 1\n    two: 2\n');
  });

  it('takes several items out of one list, each by its first place', () => {
    const { text } = patch('kind: Pod\nitems:\n  - a\n  - b\n  - c\n', [remove('/items/0')], [remove('/items/1')]);
    expect(text).toBe('kind: Pod\nitems:\n  - c\n');
  });

  it('writes JSON as it found it', () => {
    const text = '{\n  "kind": "Pod",\n  "spec": {\n    "a": 1\n  }\n}\n';
    expect(patch(text, [add('/spec/b', { c: ['d'] })]).text).toBe(
      '{\n  "kind": "Pod",\n  "spec": {\n    "a": 1,\n    "b": {"c":["d"]}\n  }\n}\n',
    );
  });

  it('gives a value to a member that has none', () => {
    expect(patch('kind: Pod\nspec:\n  securityContext: # none yet\n  a: 1\n', [add('/spec/securityContext', { x: 1 })]).refused).toBe(0);
  });

  it.each([
    ['behind an alias', 'kind: Pod\nbase: &b {x: 1}\nspec: *b\n', add('/spec/x', 2)],
    ['of a merged map', 'kind: Pod\nbase: &b {x: 1}\nspec:\n  <<: *b\n  y: 1\n', remove('/spec/x')],
    ['that is not there', 'kind: Pod\n', remove('/spec/x')],
  ])('refuses a change %s and leaves the text', (_name, text, operation) => {
    expect(patch(text, [operation])).toEqual({ text, refused: 1 });
  });

  it('changes only the object that is meant', () => {
    const file = { name: 'a.yaml', text: 'kind: A\nx: 1\n---\nkind: B\nx: 1\n---\nkind: List\nitems:\n  - kind: C\n    x: 1\n' };
    const { objects } = parseBundle([file], 0);
    const wanted = objects.map((object) => ({ object, patches: [[replace('/x', object.kind)]] }));
    expect(patchFiles([file], wanted).files[0]?.text).toBe(
      'kind: A\nx: A\n---\nkind: B\nx: B\n---\nkind: List\nitems:\n  - kind: C\n    x: C\n',
    );
  });

  it('writes what RFC 6902 says, or refuses, for any JSON object', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), value, { minKeys: 1 }),
        fc.string({ minLength: 1 }),
        value,
        (members, name, added) => {
          const object: Json = JSON.parse(JSON.stringify({ ...members, kind: 'Any' }));
          const operation = add(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, JSON.parse(JSON.stringify(added)));
          fc.pre(name !== 'kind');
          const { text, refused } = patch(JSON.stringify(object), [operation]);
          const [found] = parseBundle([{ name: 'a', text: text ?? '' }], 0).objects;
          const expected = refused === 1 ? object : applyOperations(object, [operation]);
          expect(canonicalJson(found?.value)).toBe(canonicalJson(expected));
        },
      ),
    );
  });
});

describe('patchFiles, in every style of writing', () => {
  const scalar = fc.oneof(
    fc.boolean(),
    fc.integer({ min: -9, max: 9_999 }),
    fc.constantFrom('x', 'a b', 'yes', '0755', '# no', 'a: b', '', 'multi\nline', '~'),
  );
  const key = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'a/b', 'x-y', 'on');
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  }));
  const root = fc
    .dictionary(key, value, { minKeys: 1, maxKeys: 5 })
    .map((members): Json => ({ apiVersion: 'v1', kind: 'ConfigMap', ...members }));

  const placesOf = (node: Json, at = ''): string[] =>
    isObject(node)
      ? Object.entries(node).flatMap(([name, member]) => [
          `${at}/${pointerToken(name)}`,
          ...placesOf(member, `${at}/${pointerToken(name)}`),
        ])
      : isList(node)
        ? node.flatMap((item, index) => placesOf(item, `${at}/${index}`))
        : [];

  /** RFC 6902 for maps, the plain way, as the independent judge. */
  const expected = (node: Json, tokens: readonly string[], operation: PatchOperation): Json => {
    const [token = '', ...rest] = tokens;
    if (isList(node)) return node.map((item, index) => (String(index) === token ? expected(item, rest, operation) : item));
    const members: { [name: string]: Json } = { ...(isObject(node) ? node : {}) };
    if (rest.length > 0) return { ...members, [token]: expected(members[token] ?? null, rest, operation) };
    if (operation.op !== 'remove') return { ...members, [token]: operation.value };
    delete members[token];
    return members;
  };

  const read = (text: string): Json => parseBundle([{ name: 'x.yaml', text }], 0).objects[0]?.value ?? null;

  it('gives what RFC 6902 says, in every style of writing', () => {
    const writings = fc.constantFrom<(node: Json) => string>(
      (node) => dump(node),
      (node) => dump(node, { indent: 4 }),
      (node) => dump(node, { flowLevel: 1 }),
      (node) => JSON.stringify(node),
      (node) => JSON.stringify(node, null, 2),
      (node) => `# head\n${dump(node).replaceAll('\n', '\r\n')}`,
    );
    let applied = 0;
    fc.assert(
      fc.property(root, writings, fc.nat(), value, fc.constantFrom('add', 'replace', 'remove', 'new'), (node, write, pick, given, what) => {
        const text = write(node);
        const before = read(text);
        const places = placesOf(before).filter((place) => place !== '/apiVersion' && place !== '/kind');
        const place = places[pick % Math.max(1, places.length)];
        if (place === undefined) return;
        const operation: PatchOperation =
          what === 'remove'
            ? { op: 'remove', path: place }
            : {
                op: what === 'replace' ? 'replace' : 'add',
                path: what === 'new' ? `${place.slice(0, place.lastIndexOf('/'))}/fresh` : place,
                value: given,
              };
        const result = patch(text, [operation]);
        if (result.refused === 0) {
          applied += 1;
          expect(read(result.text ?? '')).toEqual(expected(before, pointerTokens(operation.path), operation));
        } else expect(result.text).toBe(text);
      }),
      { numRuns: 1_500 },
    );
    expect(applied).toBeGreaterThan(700);
  });
});

describe('applyOperations', () => {
  it.each<[Json, PatchOperation[], Json | undefined]>([
    [{ a: [1, 2] }, [add('/a/1', 9)], { a: [1, 9, 2] }],
    [{ a: [1] }, [add('/a/-', 2)], { a: [1, 2] }],
    [{ a: [1] }, [add('/a/5', 2)], undefined],
    [{ a: 1 }, [replace('/b', 2)], undefined],
    [{ a: { b: 1 } }, [remove('/a/b'), add('/a/c', 2)], { a: { c: 2 } }],
    [{ a: 1 }, [replace('', 2)], 2],
    [{ 'a/b': 1 }, [remove('/a~1b')], {}],
  ])('%j with %j is %j', (value, operations, expected) => expect(applyOperations(value, operations)).toEqual(expected));
});

describe('joinOperations', () => {
  it('takes each change once', () => {
    expect(joinOperations([[remove('/a')], [remove('/a')], [remove('/l/0')], [remove('/l/3')]])).toEqual([
      remove('/a'),
      remove('/l/3'),
      remove('/l/0'),
    ]);
  });
});
