import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../lib/model/json.ts';
import { compilePattern } from '../../../../lib/policy/kyverno/pattern/compile.ts';
import { budgetOf } from '../../../../lib/policy/kyverno/scalar/budget.ts';
import { creating, judge, laid, pod, policyOf, ruleOf } from '../ask.ts';

const fits = (pattern: Json, value: Json | undefined): boolean => compilePattern(pattern)(value, budgetOf()) === null;

describe('a scalar of a pattern', () => {
  it.each<[Json, Json | undefined, boolean]>([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a*', 'abc', true],
    ['a?', 'abc', false],
    ['?*', '', false],
    ['?*', undefined, false],
    ['*', null, false],
    ['!a', 'b', true],
    ['!a', 'a', false],
    ['!a', undefined, false],
    ['a | b', 'b', true],
    ['a|b', 'c', false],
    ['>1 & <3', 2, true],
    ['>1 & <3', 3, false],
    ['!a & !b', 'c', true],
    ['>=1Gi', '1024Mi', true],
    ['<1Gi', '1024Mi', false],
    ['<=100m', '0.1', true],
    ['>10', 'x', false],
    ['<1h', '59m', true],
    ['<1h', '61m', false],
    ['>0', undefined, false],
    ['<=0', undefined, true],
    ['1-10', 5, true],
    ['1-10', 11, false],
    ['1!-10', 11, true],
    ['1!-10', 5, false],
    ['1Mi-1Gi', '512Mi', true],
    ['true', true, true],
    ['!true', false, true],
    [true, 'true', false],
    [true, true, true],
    [3, 3, true],
    [3, '3', true],
    [3, '3x', false],
    [1.5, '1.5', true],
    ['3', 3, true],
    [null, undefined, true],
    [null, '', true],
    [null, 0, true],
    [null, 'x', false],
    [null, {}, false],
    ['x', { a: 1 }, false],
    ['>', '>', true],
    ['a', ['a', 'a'], true],
    ['a', ['a', 'b'], false],
    ['a', [], true],
  ])('%j beside %j: %s', (pattern, value, expected) => {
    expect(fits(pattern, value)).toBe(expected);
  });
});

describe('a list of a pattern', () => {
  it.each<[Json, Json, boolean]>([
    [[{ a: 1 }], [{ a: 1 }, { a: 1 }], true],
    [[{ a: 1 }], [{ a: 1 }, { a: 2 }], false],
    [[{ a: 1 }], [], true],
    [[{ a: 1 }, { a: 2 }], [{ a: 1 }], true],
    [[{ a: 1 }], { a: 1 }, false],
    [['x*'], ['x1', 'x2'], true],
    [['x*'], ['x1', 'y'], false],
    [[['a'], ['b']], [['a'], ['b']], true],
    [[['a'], ['b']], [['a']], false],
    [[], [], false],
  ])('%j beside %j: %s', (pattern, value, expected) => {
    expect(fits(pattern, value)).toBe(expected);
  });
});

describe('an anchor', () => {
  const containers = (...list: readonly Json[]): JsonObject => pod({ containers: list });
  const latest = { spec: { containers: [{ '(image)': '*:latest', imagePullPolicy: 'Always' }] } };

  it.each<[string, Json, JsonObject, string]>([
    [
      '( ) asks the rest where it fits',
      latest,
      containers({ image: 'a:latest', imagePullPolicy: 'Never' }),
      'fail /spec/containers/0/imagePullPolicy',
    ],
    ['( ) leaves out where it does not', latest, containers({ image: 'a:1', imagePullPolicy: 'Never' }), 'skip'],
    ['( ) leaves out one of a list', latest, containers({ image: 'a:1' }, { image: 'a:latest', imagePullPolicy: 'Always' }), 'pass'],
    ['( ) leaves out where it is not there', latest, containers({ name: 'x' }), 'skip'],
    ['=( ) asks where it is there', { spec: { '=(hostPID)': false } }, pod({ hostPID: true }), 'fail /spec/hostPID'],
    ['=( ) asks nothing where it is not', { spec: { '=(hostPID)': false } }, pod(), 'pass'],
    ['X( ) may not be there', { spec: { 'X(hostPID)': 'null' } }, pod({ hostPID: false }), 'fail /spec/hostPID'],
    ['X( ) is content where it is not', { spec: { 'X(hostPID)': 'null' } }, pod(), 'pass'],
    ['^( ) wants one of a list', { spec: { '^(containers)': [{ image: 'b' }] } }, containers({ image: 'a' }, { image: 'b' }), 'pass'],
    ['^( ) fails without one', { spec: { '^(containers)': [{ image: 'b' }] } }, containers({ image: 'a' }), 'fail /spec/containers'],
    [
      '^( ) wants one for each pattern',
      { spec: { '^(containers)': [{ image: 'a' }, { image: 'b' }] } },
      containers({ image: 'a' }),
      'fail /spec/containers',
    ],
    ['<( ) takes the whole rule out', { spec: { '<(hostPID)': true, hostIPC: false } }, pod({ hostPID: false, hostIPC: true }), 'skip'],
    [
      '<( ) takes nothing out where it fits',
      { spec: { '<(hostPID)': true, hostIPC: false } },
      pod({ hostPID: true, hostIPC: true }),
      'fail /spec/hostIPC',
    ],
    [
      'a list that the pattern is not about keeps no other from failing',
      { spec: { '=(containers)': [{ '(image)': 'x', tty: true }], '=(initContainers)': [{ '(image)': 'y', tty: true }] } },
      pod({ containers: [{ image: 'a' }], initContainers: [{ image: 'y', tty: false }] }),
      'fail /spec/initContainers/0/tty',
    ],
    [
      'a list that the pattern is not about, beside no other anchor, takes the map out',
      { spec: { '=(initContainers)': [{ '(image)': 'x', tty: true }], containers: [{ tty: true }] } },
      pod({ containers: [{ tty: true }], initContainers: [{ image: 'a' }] }),
      'skip',
    ],
  ])('%s', (_name, pattern, object, expected) => {
    expect(laid(pattern, object)).toBe(expected);
  });
});

describe('the names of labels and annotations', () => {
  const pattern = { metadata: { annotations: { '*.example.com/team': 'a*' } } };
  it.each([
    ['fit by wildcards', { 'x.example.com/team': 'ab' }, 'pass'],
    ['fail by the value', { 'x.example.com/team': 'b' }, 'fail /metadata/annotations/x.example.com~1team'],
    ['fail where none fits', { team: 'ab' }, 'fail /metadata/annotations/*.example.com~1team'],
  ])('%s', (_name, annotations, expected) => {
    expect(laid(pattern, pod({}, { annotations }))).toBe(expected);
  });
});

describe('a rule of patterns', () => {
  it('takes one of anyPattern', () => {
    const rule = ruleOf({ message: 'no', anyPattern: [{ spec: { hostPID: true } }, { spec: { hostIPC: true } }] });
    const kind = (spec: { [key: string]: Json }) => judge([policyOf([rule])], creating(pod(spec)))[0]?.kind;
    expect([kind({ hostIPC: true }), kind({ hostPID: true }), kind({})]).toEqual(['pass', 'pass', 'fail']);
  });

  it('fills in variables and keeps their type', () => {
    const rule = ruleOf({ pattern: { spec: { replicas: '{{ request.object.spec.wanted }}', name: '{{ request.namespace }}-x' } } });
    const kind = (spec: { [key: string]: Json }) => judge([policyOf([rule])], creating(pod(spec)))[0]?.kind;
    expect(kind({ wanted: 3, replicas: 3, name: 'shop-x' })).toBe('pass');
    expect(kind({ wanted: 3, replicas: 4, name: 'shop-x' })).toBe('fail');
    expect(kind({ replicas: 4, name: 'shop-x' })).toBe('error');
  });

  it('says the message with its variables, and what was found', () => {
    const rule = ruleOf({ message: 'not {{ request.object.metadata.name }}', pattern: { spec: { hostPID: false } } });
    expect(judge([policyOf([rule])], creating(pod({ hostPID: true })))).toEqual([
      { rule: 'r', kind: 'fail', message: 'not web (/spec/hostPID: true does not match false)', pointer: '/spec/hostPID' },
    ]);
  });

  it('tells every place that fails', () => {
    const pattern = { spec: { containers: [{ image: 'a*', tty: false, args: 'x*' }] } };
    const containers = [
      { image: 'a', tty: true, args: ['x', 'y', 'z'] },
      { image: 'a', tty: false },
      { image: 'b', tty: false },
    ];
    const places = judge([policyOf([ruleOf({ message: 'no', pattern })])], creating(pod({ containers }))).map(({ pointer }) => pointer);
    expect(places).toEqual([
      '/spec/containers/0/args/1',
      '/spec/containers/0/args/2',
      '/spec/containers/0/tty',
      '/spec/containers/1/args',
      '/spec/containers/2/args',
      '/spec/containers/2/image',
    ]);
  });

  it('tells no more than fifty beside the first', () => {
    const containers = Array.from({ length: 1_000 }, () => ({ image: 'b' }));
    const rule = ruleOf({ pattern: { spec: { containers: [{ image: 'a' }] } } });
    expect(judge([policyOf([rule])], creating(pod({ containers }))).length).toBe(51);
  });

  it('is an error where one of anyPattern cannot be filled in, though another would match', () => {
    const anyPattern = [{ kind: 'Pod' }, { metadata: { name: '{{ request.object.metadata.uid }}' } }];
    expect(judge([policyOf([ruleOf({ anyPattern })])], creating(pod()))[0]?.kind).toBe('error');
  });

  it('says nothing of what is deleted', () => {
    const gone = creating(pod(), { operation: 'DELETE', object: null, oldObject: pod() });
    expect(judge([policyOf([ruleOf({ pattern: { spec: { a: 1 } } })])], gone)).toEqual([]);
  });
});
