import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../lib/manifest/limits.ts';
import { bundleOfObjects, parseBundle } from '../../lib/manifest/parse.ts';

const parse = (text: string) => parseBundle([{ name: 'a.yaml', text }], 0);
const pod = (name: string, more = '') => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${more}`;

describe('parseBundle', () => {
  it('reads documents of YAML and JSON and takes Lists apart', () => {
    const list = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'shop' } },
        { apiVersion: 'v1', kind: 'PodList', items: [{ metadata: { name: 'inner' } }] },
      ],
    });
    const { objects, problems, find, ofKind } = parseBundle(
      [
        { name: 'a.yaml', text: `${pod('a')}---\n# only a comment\n---\n${pod('b')}...\n` },
        { name: 'b.json', text: list },
      ],
      3,
    );
    expect(problems).toEqual([]);
    expect(objects.map(({ id, file, index }) => [id, file, index])).toEqual([
      ['v1/Pod/a', 'a.yaml', 0],
      ['v1/Pod/b', 'a.yaml', 1],
      ['v1/Service/shop/s', 'b.json', 2],
      ['v1/Pod/inner', 'b.json', 3],
    ]);
    expect(find('Pod', 'default', 'a')?.index).toBe(0);
    expect(find('Service', '', 's')).toBeUndefined();
    expect(ofKind('Pod')).toHaveLength(3);
    expect(objects[3]?.locate('/metadata/name')).toMatchObject({
      pointer: '/metadata/name',
      line: 1,
      column: list.indexOf('"name":"inner"') + 1,
    });
  });

  it('says why a document is no object', () => {
    const messages = ['kind: 5', 'kind: null', 'a: 1', '- 1', 'text'].map((text) => parse(`${text}\n`).problems[0]?.message.split(':')[0]);
    expect(messages).toEqual(['kind is not a text', 'no kind', 'no kind', 'not an object', 'not an object']);
  });

  it('says what braces of a template are', () => {
    const { problems } = parse('apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n---\na: [\n');
    expect(problems.map(({ line, message }) => [line, message.includes('helm template')])).toEqual([
      [4, true],
      [7, false],
    ]);
  });

  it('does not take apart a custom kind that only ends in List', () => {
    const { objects } = parse('apiVersion: example.com/v1\nkind: AccessList\nmetadata: {name: a}\nitems: [{}]\n');
    expect(objects.map(({ kind }) => kind)).toEqual(['AccessList']);
  });

  it('places every pointer at its line and column, in CRLF and after a byte order mark too', () => {
    const text =
      '\uFEFF---\r\napiVersion: v1\r\nkind: Pod\r\nspec:\r\n  containers:\r\n    - name: a\r\n      "image": x\r\n    -   name: b\r\n';
    const [object] = parse(text).objects;
    const at = (pointer: string) => {
      const { line, column } = object?.locate(pointer) ?? { line: 0, column: 0 };
      return [line, column];
    };
    expect(at('/spec/containers/0')).toEqual([6, 7]);
    expect(at('/spec/containers/0/image')).toEqual([7, 7]);
    expect(at('/spec/containers/1')).toEqual([8, 9]);
    expect(at('/spec/containers/1/image')).toEqual([8, 9]);
    expect(at('/spec/containers/7/image')).toEqual([5, 3]);
    expect(at('')).toEqual([2, 1]);
  });

  it('places what comes through an anchor or a merge at its definition', () => {
    const text = 'kind: X\nbase: &b\n  deep: 1\ncopy: *b\nmerged:\n  <<: *b\n  own: 2\n';
    const [object] = parse(text).objects;
    expect(object?.locate('/copy')).toMatchObject({ line: 4 });
    expect(object?.locate('/copy/deep')).toMatchObject({ line: 3 });
    expect(object?.locate('/merged/deep')).toMatchObject({ line: 3 });
    expect(object?.value['merged']).toEqual({ deep: 1, own: 2 });
  });

  it.each([
    ['yaml-tab', 'kind: Pod\nspec:\n\thostPID: true\n', 3],
    ['yaml-nul', 'kind: Pod\nspec: "\0"\n', 2],
    ['yaml-control-character', 'kind: Pod\nspec: \u0001\n', 2],
    ['yaml-depth', `kind: Pod\nspec: ${'['.repeat(200)}`, 2],
    ['yaml-alias-cycle', 'kind: Pod\nspec: &a\n  self: *a\n', 3],
    ['yaml-alias', 'kind: Pod\nspec: *nothing\n', 2],
    ['yaml-aliases', `kind: Pod\na: &a 1\nb: [${'*a,'.repeat(60)}]\n`, 3],
    ['yaml-key', 'kind: Pod\n? [a, b]\n: 1\n', 2],
    ['yaml-merge', 'kind: Pod\nspec:\n  <<: text\n', 3],
    ['invalid-yaml', 'kind: Pod\nspec: b: c\n', 2],
    ['not-an-object', '- a\n- b\n', 1],
    ['not-an-object', 'apiVersion: v1\n', 1],
  ])('%s: names the place and reads the rest', (code, text, line) => {
    const { objects, problems } = parse(`${pod('before')}---\n${text}\n---\n${pod('after')}`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code, file: 'a.yaml', line: line + 5, subject: 0 });
    expect(objects.map(({ name }) => name)).toEqual(['before', 'after']);
  });

  it.each([
    ['yaml-duplicate-key', 'kind: Pod\nkind: Service\n', 'Service'],
    ['yaml-tag', 'kind: Pod\nspec: !!js/function "f"\n', 'Pod'],
  ])('%s: notes it and reads on', (code, text, kind) => {
    const { objects, problems } = parse(text);
    expect(problems).toMatchObject([{ code, line: 2 }]);
    expect(objects).toMatchObject([{ kind }]);
  });

  it('refuses aliases that repeat too much, though few', () => {
    const levels = Array.from({ length: 20 }, (_, at) => `l${at + 1}: &l${at + 1} [*l${at}, *l${at}]`);
    const { objects, problems } = parse(`kind: Bomb\nl0: &l0 [${'x, '.repeat(10)}]\n${levels.join('\n')}\n`);
    expect(problems).toMatchObject([{ code: 'yaml-aliases' }]);
    expect(objects).toEqual([]);
  });

  it('stops at the bound on documents', () => {
    const { objects, problems } = parse('kind: A\n---\n'.repeat(limits.documents + 5));
    expect(objects).toHaveLength(limits.documents);
    expect(problems).toMatchObject([{ code: 'too-many-documents', line: 2 * limits.documents }]);
  });

  it('keeps __proto__ a member and the prototype clean', () => {
    const [object] = parse('kind: Pod\n__proto__: {polluted: true}\nmetadata: {labels: {__proto__: x, a: 1, b: c}}\n').objects;
    expect(Object.hasOwn(object?.value ?? {}, '__proto__')).toBe(true);
    expect('polluted' in {}).toBe(false);
    expect(object?.labels['b']).toBe('c');
  });

  it('never throws, whatever the text', () => {
    const scrap = fc.constantFrom(
      '---',
      '\n',
      '  ',
      '- ',
      ': ',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '|',
      '>',
      '"',
      "'",
      '#',
      '%',
      '!',
      '\t',
      '<<: *a',
      'kind: Pod',
      '\uFEFF',
      '\0',
      '?',
      ',',
      'List',
      'items',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(scrap, fc.string()), { maxLength: 40 }), (parts) => {
        const { objects, problems } = parse(parts.join(''));
        for (const object of objects) expect(object.locate('/a/0/b').line).toBeGreaterThan(0);
        for (const { line } of problems) expect(line).toBeGreaterThan(0);
      }),
    );
  });

  it('reads back any JSON object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
        const [object] = parse(JSON.stringify({ ...value, kind: 'Any' })).objects;
        expect(JSON.stringify(object?.value)).toBe(JSON.stringify({ ...value, kind: 'Any' }));
      }),
    );
  });
});

describe('bundleOfObjects', () => {
  it('indexes objects that were parsed already', () => {
    const { workloads, objects } = bundleOfObjects(
      [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'c' }] } }, {}],
      'request',
      1,
    );
    expect(objects).toHaveLength(1);
    expect(workloads[0]?.containers).toMatchObject([{ name: 'c', pointer: '/spec/containers/0' }]);
  });
});
