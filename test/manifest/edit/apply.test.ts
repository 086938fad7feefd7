import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { applyPatches } from '../../../lib/manifest/edit/apply.ts';
import { parseBundle } from '../../../lib/manifest/parse.ts';
import { isList, isObject, type Json, pointerToken, pointerTokens } from '../../../lib/model/json.ts';
import type { PatchOperation } from '../../../lib/model/patch.ts';

const patched = (text: string, ...operations: PatchOperation[]) => applyPatches(text, [{ offset: text.search(/\S/), operations }]);

describe('applyPatches', () => {
  it.each<[string, string, PatchOperation, string]>([
    ['a scalar, its comment kept', 'a: 1 # why\nb: 2\n', { op: 'replace', path: '/a', value: 3 }, 'a: 3 # why\nb: 2\n'],
    ['a quoted text, its quotes kept', "a: 'x'\n", { op: 'replace', path: '/a', value: 'y' }, "a: 'y'\n"],
    [
      'a new member behind the last, with its indentation',
      'a:\n    b: 1\nc: 2\n',
      { op: 'add', path: '/a/d', value: true },
      'a:\n    b: 1\n    d: true\nc: 2\n',
    ],
    [
      'a nested value in block style',
      'a: 1\n',
      { op: 'add', path: '/b', value: { c: { drop: ['ALL'] } } },
      'a: 1\nb:\n  c:\n    drop: ["ALL"]\n',
    ],
    [
      'a member of an item of a list',
      'l:\n  - name: x\n    image: y\n',
      { op: 'add', path: '/l/0/tty', value: false },
      'l:\n  - name: x\n    image: y\n    tty: false\n',
    ],
    ['a value that was empty', 'a:\n  b:\nc: 1\n', { op: 'add', path: '/a/b/d', value: 1 }, 'a:\n  b:\n    d: 1\nc: 1\n'],
    ['a member of a flow map', 'a: { b: 1 }\n', { op: 'add', path: '/a/c', value: 'x' }, 'a: { b: 1, c: "x" }\n'],
    ['a member of an empty flow map', 'a: {}\n', { op: 'add', path: '/a/c', value: 1 }, 'a: { c: 1 }\n'],
    [
      'JSON, on a line of its own',
      '{\n  "a": {\n    "b": 1\n  }\n}\n',
      { op: 'add', path: '/a/c', value: true },
      '{\n  "a": {\n    "b": 1,\n    "c": true\n  }\n}\n',
    ],
    ['a line', 'a: 1\nb: 2 # gone\nc: 3\n', { op: 'remove', path: '/b' }, 'a: 1\nc: 3\n'],
    ['a map with its lines', 'a:\n  b:\n    c: 1\n    d: 2\n  e: 3\n', { op: 'remove', path: '/a/b' }, 'a:\n  e: 3\n'],
    ['the first member behind a dash', 'l:\n  - x: 1\n    z: 2\n', { op: 'remove', path: '/l/0/x' }, 'l:\n  - z: 2\n'],
    ['the only member, an empty map staying', 'a:\n  b: 1\n', { op: 'remove', path: '/a/b' }, 'a:\n  {}\n'],
    ['an item of a list', 'a:\n  - 1\n  - 2\n', { op: 'remove', path: '/a/0' }, 'a:\n  - 2\n'],
    ['the end of a list', 'a:\n  - x\n', { op: 'add', path: '/a/-', value: 'z' }, 'a:\n  - x\n  - z\n'],
    ['a file without a last line end', 'a: 1', { op: 'add', path: '/b', value: 2 }, 'a: 1\nb: 2'],
    ['lines that end in CRLF', 'a:\r\n  b: 1\r\nc: 2\r\n', { op: 'add', path: '/a/d', value: 3 }, 'a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\n'],
    [
      'behind a block scalar',
      'a:\n  b: |\n    text\n\n# note\n',
      { op: 'add', path: '/a/c', value: 1 },
      'a:\n  b: |\n    text\n  c: 1\n\n# note\n',
    ],
    ['a text that would read as something else', 'a: 1\n', { op: 'add', path: '/b', value: 'yes' }, 'a: 1\nb: "yes"\n'],
  ])('%s', (_name, before, operation, after) => {
    expect(patched(before, operation).text).toBe(after);
  });

  it('changes what stands behind an earlier change', () => {
    const text = 'a: 1\n---\nb: 1\n';
    const second = text.indexOf('b');
    const { text: changed } = applyPatches(text, [
      { offset: 0, operations: [{ op: 'add', path: '/x', value: { z: 1 } }] },
      { offset: second, operations: [{ op: 'replace', path: '/b', value: 2 }] },
    ]);
    expect(changed).toBe('a: 1\nx:\n  z: 1\n---\nb: 2\n');
  });

  it.each<[string, string, PatchOperation, string]>([
    ['an anchored value', 'a: &x\n  b: 1\nc: *x\n', { op: 'add', path: '/a/d', value: 1 }, 'shared-by-anchor'],
    ['an alias', 'a: &x\n  b: 1\nc: *x\n', { op: 'add', path: '/c/d', value: 1 }, 'shared-by-anchor'],
    ['a place that is not there', 'a: 1\n', { op: 'add', path: '/x/y', value: 1 }, 'no-such-place'],
  ])('leaves the text and says why: %s', (_name, text, operation, reason) => {
    expect(patched(text, operation)).toEqual({ text, outcomes: [{ kind: 'not-edited', reason }] });
  });

  it('carries out all operations of a patch or none', () => {
    const text = 'a: 1\n';
    expect(patched(text, { op: 'add', path: '/b', value: 1 }, { op: 'remove', path: '/zzz' }).text).toBe(text);
  });

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
        const offset = text.startsWith('# head') ? text.indexOf('\n') + 1 : 0;
        const result = applyPatches(text, [{ offset, operations: [operation] }]);
        if (result.outcomes[0]?.kind === 'applied') {
          applied += 1;
          expect(read(result.text)).toEqual(expected(before, pointerTokens(operation.path), operation));
        } else expect(result.text).toBe(text);
      }),
      { numRuns: 1_500 },
    );
    expect(applied).toBeGreaterThan(700);
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.nat(200), fc.string({ maxLength: 20 }), (text, offset, path) => {
        applyPatches(text, [{ offset, operations: [{ op: 'add', path: `/${path}`, value: { a: 1 } }] }]);
      }),
    );
  });
});
