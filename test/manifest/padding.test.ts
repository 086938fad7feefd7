import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../lib/manifest/parse.ts';
import { patchFiles } from '../../lib/manifest/patch/apply.ts';

const parse = (text: string) => parseBundle([{ name: 'a.yaml', text }], 0);

// As in the controller of Tekton and the samples of Istio, which kubectl applies.
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: a
  annotations: {
    note: "one
two",
  }
spec:
  containers:
  - name: web
    args: [
      "-image", "a # b",  # "why
      # alone

    ]
    env: [ {name: A, value: 'x'},
{name: B, value: &b "\\
y"},
]
    command: ["sh",
    *b]
    image: web:1
`;

describe('lines in brackets and quotes that are indented too little', () => {
  it('are read as kubectl reads them', () => {
    for (const text of [pod, pod.replaceAll('\n', '\r\n')]) {
      const { objects, problems } = parse(text);
      expect(problems).toEqual([]);
      expect(objects[0]?.value).toEqual({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a', annotations: { note: 'one two' } },
        spec: {
          containers: [
            {
              name: 'web',
              args: ['-image', 'a # b'],
              env: [
                { name: 'A', value: 'x' },
                { name: 'B', value: 'y' },
              ],
              command: ['sh', 'y'],
              image: 'web:1',
            },
          ],
        },
      });
    }
  });

  it('leave every place where it is', () => {
    const [object] = parse(pod).objects;
    const at = (pointer: string) => object?.locate(pointer);
    expect(at('/spec/containers/0/env/1')).toMatchObject({ line: 18, column: 1 });
    expect(at('/spec/containers/0/command/1')).toMatchObject({ line: 22, column: 5 });
    expect(at('/spec/containers/0/image')).toMatchObject({ line: 23, column: 5 });
  });

  it('are patched like others', () => {
    const [object] = parse(pod).objects;
    if (!object) throw new Error('no object');
    const operations = [{ op: 'replace', path: '/spec/containers/0/image', value: 'web:2' }] as const;
    const files = [{ name: 'a.yaml', text: pod.replace('web:1', 'web:2') }];
    expect(patchFiles([{ name: 'a.yaml', text: pod }], [{ object, patches: [operations] }])).toEqual({ files, refused: [] });
  });

  it('tell another mistake at its own place', () => {
    const { problems } = parse(`${pod}  x\n`);
    expect(problems).toMatchObject([{ code: 'invalid-yaml', line: 24, column: 4 }]);
  });

  it('are given up when many documents together have too many of them', () => {
    const one = `kind: A\nspec:\n  list: [\n${'a,\n'.repeat(300)}]\n`;
    const { problems } = parse(Array.from({ length: 500 }, () => one).join('---\n'));
    expect(problems.filter(({ message }) => message === 'deficient indentation').length).toBeGreaterThan(300);
  });

  it('are given up when a document has too many of them', () => {
    const list = `x: [\n"${'a'.repeat(2_000)}"\n]\n`;
    const { problems } = parse(`kind: A\nspec:\n${list.replace('x', '  x').repeat(2_000)}`);
    expect(problems).toMatchObject([{ code: 'invalid-yaml', message: 'deficient indentation' }]);
  });
});
