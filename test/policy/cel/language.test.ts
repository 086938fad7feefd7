import { describe, expect, it } from 'vitest';
import { type CelBinding, celBudget, compileCel, kubernetesScope, toCel, unknown } from '../../../lib/policy/cel/cel.ts';
import { global, nullary } from '../../../lib/policy/cel/library/overload.ts';
import { shown } from './evaluate.ts';

const pod = toCel({
  metadata: { name: 'web', labels: { app: 'x' } },
  spec: { replicas: 3, containers: [{ name: 'a', image: 'x:1' }, { name: 'b' }] },
});
const bindings = new Map<string, CelBinding>([['object', pod]]);

describe('an expression over a manifest', () => {
  it.each([
    ['object.spec.replicas <= 5', true],
    ["object.spec.containers.all(c, has(c.image) && c.image.contains(':'))", false],
    ['object.?spec.?nothing.orValue(3)', 3],
    ['object.spec.?containers[?1].?image.hasValue()', false],
    ['object.spec.containers.map(c, c.name)', ['a', 'b']],
    ["object.metadata.labels.all(k, v, k == 'app' && v == 'x')", true],
    ['object.spec.containers.exists(i, c, i == 1 && c.name == "b")', true],
    ['object.spec.nothing', { error: 'no such key: nothing' }],
    ['has(object.spec.nothing)', false],
    ['object.metadata.name.orValue("old")', 'web'],
    ['cel.bind(x, 1 / 0, true || x > 1)', true],
    ['[1, 2].exists(x, x > 1 || 1 / 0 > 1)', true],
    ['Object{spec: Object.spec{replicas: 1}}', { spec: { replicas: 1 } }],
    ['{1: 2, ?"a": optional.none()}', { '1': 2 }],
    ['nothing', { error: "undeclared reference to 'nothing'" }],
  ])('%s', (source, expected) => {
    expect(shown(source, bindings)).toEqual(expected);
  });
});

describe('a variable that is a function', () => {
  const scope = kubernetesScope({ variables: ['variables.a', 'variables.b', 'variables.c'] });

  it('is asked once, however often it is named, and not at all when it is not needed', () => {
    let asked = 0;
    const once = new Map<string, CelBinding>([
      [
        'variables.a',
        () => {
          asked += 1;
          return { kind: 'value', value: 2n };
        },
      ],
    ]);
    expect(shown('true || variables.a > 1', once, scope)).toBe(true);
    expect(asked).toBe(0);
    expect(shown('variables.a + variables.a', once, scope)).toBe(4);
    expect(shown('variables.a', once, scope)).toBe(2);
    expect(asked).toBe(1);
  });

  it('may have no value, which the other side of && and || can decide', () => {
    const none = new Map<string, CelBinding>([
      ['variables.a', () => ({ kind: 'unknown', reason: 'nobody said' })],
      ['variables.b', () => ({ kind: 'error', message: 'broken' })],
    ]);
    expect(shown('variables.a > 1 || true', none, scope)).toBe(true);
    expect(shown('variables.a > 1 && true', none, scope)).toEqual({ unknown: 'nobody said' });
    expect(shown('variables.b > 1 || variables.a > 1', none, scope)).toEqual({ unknown: 'nobody said' });
    expect(shown('variables.b > 1 && true', none, scope)).toEqual({ error: 'broken' });
  });

  it('that asks for itself is an error', () => {
    const circle = new Map<string, CelBinding>();
    const compiled = compileCel('variables.c + 1', scope);
    if (compiled.kind !== 'program') throw new Error(compiled.message);
    circle.set('variables.c', () => compiled.program.run(circle, celBudget()));
    expect(shown('variables.c', circle, scope)).toEqual({ error: 'the variable variables.c refers to itself' });
  });
});

describe('a function of the scope', () => {
  it('may say that nobody supplied what it asks for', () => {
    const scope = kubernetesScope({
      variables: [],
      functions: [
        global(
          'ask',
          nullary(() => unknown('no cluster')),
        ),
      ],
    });
    expect(shown('ask() == 1', new Map(), scope)).toEqual({ unknown: 'no cluster' });
    expect(shown('ask() == 1 || 1 == 1', new Map(), scope)).toBe(true);
  });
});
