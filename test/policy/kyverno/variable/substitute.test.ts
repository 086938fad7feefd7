import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../lib/model/json.ts';
import { substitute } from '../../../../lib/policy/kyverno/variable/substitute.ts';
import { scopeOf, told } from '../scope.ts';

const members = {
  request: { operation: 'CREATE', object: { metadata: { name: 'pod', labels: { app: 'web' } }, spec: { replicas: 3 } } },
  name: 'app',
  braces: '{{ name }}',
  nothing: null,
};

describe('substitute', () => {
  it.each<[string, Json, Json]>([
    ['a whole string keeps the type', '{{ request.object.spec.replicas }}', 3],
    ['an object', '{{request.object.metadata.labels}}', { app: 'web' }],
    ['null', '{{ nothing }}', null],
    ['in a string', 'x-{{ request.object.metadata.name }}-{{ name }}', 'x-pod-app'],
    ['two that touch', '{{ name }}{{ name }}', 'appapp'],
    ['a number in a string', 'n{{ request.object.spec.replicas }}', 'n3'],
    ['an object in a string', 'l{{ request.object.metadata.labels }}', 'l{"app":"web"}'],
    ['one inside another', '{{ request.object.metadata.labels.{{ name }} }}', 'web'],
    ['escaped', '\\{{ name }}', '{{ name }}'],
    ['what brings another', 'x {{ braces }}', 'x app'],
    ['what brings another, whole', '{{ braces }}', '{{ name }}'],
    ['shallow', 'x {{- braces }}', 'x {{ name }}'],
    ['missing', '{{ request.object.metadata.uid }}', '<missing>'],
    ['not a query', '{{ a b }}', '<error>'],
    ['empty', '{{ }}', '<error>'],
    ['keys', { '{{ name }}': [{ a: '{{ name }}' }] }, { app: [{ a: 'app' }] }],
    ['a key that becomes a number', { '{{ request.object.spec.replicas }}': 1 }, '<error>'],
    ['with an object literal', '{{ {a: name} }}', { a: 'app' }],
    ['the current place', { metadata: { name: '{{ @ }}' } }, { metadata: { name: 'pod' } }],
    [
      'a reference',
      { limits: { memory: '1Gi' }, '=(requests)': { memory: '<=$(./../../limits/memory)' } },
      { limits: { memory: '1Gi' }, '=(requests)': { memory: '<=1Gi' } },
    ],
    ['a reference with an operator, past anchors', { '(a)': '5', b: '$(<=/a)' }, { '(a)': '5', b: '<=5' }],
    ['a reference to nothing', { b: '$(./../a)' }, '<error>'],
    ['an escaped reference', 'a\\$(b)', 'a$(b)'],
    ['neither', { a: ['b', 1, null, true] }, { a: ['b', 1, null, true] }],
  ])('%s', (_, value, expected) => {
    expect(told(substitute(value, scopeOf(members)))).toEqual(expected);
  });

  it('asks for the old object when the object is deleted', () => {
    const deleted = { request: { operation: 'DELETE', object: null, oldObject: { kind: 'Pod' } } };
    expect(told(substitute('{{ request.object.kind }}', scopeOf(deleted)))).toBe('Pod');
  });
});
