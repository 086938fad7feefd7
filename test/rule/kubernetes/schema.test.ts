import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../lib/model/json.ts';
import { shapeOfKind } from '../../../lib/rule/kubernetes/schema/type.ts';
import { validate } from '../../../lib/rule/kubernetes/schema/validate.ts';
import { judge } from './judge.ts';

const pod = (container: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      image: a\n      ${container}\n`;

describe('schema', () => {
  it.each([
    [
      'a misspelt field',
      pod('securityContext: {readOnlyRootFileSystem: true}'),
      '/spec/containers/0/securityContext/readOnlyRootFileSystem',
      'readOnlyRootFilesystem',
    ],
    ['a list that is a map', pod('ports: {containerPort: 80}'), '/spec/containers/0/ports', 'a list'],
    ['a map that is a list', pod('resources: []'), '/spec/containers/0/resources', 'a map'],
    ['a text that is a number', pod('env: [{name: A, value: 1}]'), '/spec/containers/0/env/0/value', 'a text'],
    ['a flag in quotes', pod('securityContext: {privileged: "true"}'), '/spec/containers/0/securityContext/privileged', 'true or false'],
    ['an amount that is none', pod('resources: {limits: {memory: lots}}'), '/spec/containers/0/resources/limits/memory', 'an amount'],
    ['a missing field', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w}\nspec: {template: {}}\n', '/spec', 'selector'],
  ])('finds %s', (_name, text, pointer, words) => {
    const { findings } = judge('schema', text);
    expect(findings.map(({ location }) => location)).toMatchObject([{ pointer }]);
    expect(findings[0]?.message).toContain(words);
  });

  it.each([
    ['amounts as numbers', pod('resources: {limits: {cpu: 1, memory: 128Mi}}')],
    ['ports by number and by name', pod('livenessProbe: {httpGet: {port: http}}\n      readinessProbe: {httpGet: {port: 80}}')],
    ['null for a field that is not set', pod('securityContext: null')],
    ['any key in a map of labels', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {anything: x}}\ndata: {a: b}\n'],
  ])('takes %s', (_name, text) => expect(judge('schema', text).findings).toEqual([]));

  it('renames a misspelt field', () => {
    const [finding] = judge('schema', pod('securityContext: {privilged: false}')).findings;
    expect(finding?.patch).toEqual({
      kind: 'json',
      safe: true,
      operations: [
        { op: 'remove', path: '/spec/containers/0/securityContext/privilged' },
        { op: 'add', path: '/spec/containers/0/securityContext/privileged', value: false },
      ],
    });
  });

  it('says that it cannot judge a kind that nobody defines, and judges one that the change defines', () => {
    const widget = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 1, colour: red}\n';
    expect(judge('schema', widget).notEvaluated).toHaveLength(1);
    const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, required: [size], properties: {size: {type: integer}, color: {type: string}}}}}}
`;
    const { findings, notEvaluated } = judge('schema', `${definition}---\n${widget}`);
    expect(notEvaluated).toEqual([]);
    expect(findings).toMatchObject([{ object: 'example.com/v1/Widget/w', location: { pointer: '/spec/colour' } }]);
  });

  it('ends for any value in any place', () => {
    const shape = shapeOfKind('v1', 'Pod');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const spec: Json = JSON.parse(JSON.stringify({ spec: value }));
        if (shape) expect(Array.isArray(validate(spec, shape))).toBe(true);
      }),
    );
  });
});
