import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { compileValidating } from '../../../lib/policy/validating/compile.ts';
import { ask, create, outcomeOf, pod, validatingPolicy } from './ask.ts';

const problems = (spec: JsonObject) => compileValidating([validatingPolicy(spec)]).problems;
const many = { containers: Array.from({ length: 1_000 }, (_, at) => ({ name: `c${at}`, image: 'a' })) };

describe('hostile policies', () => {
  it.each([
    ['brackets', '('.repeat(10_000) + ')'.repeat(10_000)],
    ['negations', `${'!('.repeat(10_000)}true${')'.repeat(10_000)}`],
    ['a long text', `'${'a'.repeat(70_000)}' == ''`],
  ])('are refused for their size: %s', (_name, expression) => {
    expect(problems({ validations: [{ expression }] })).toMatchObject([{ document: 0, pointer: '/spec/validations/0/expression' }]);
  });

  it.each([
    [
      'loops in loops',
      'object.spec.containers.all(a, object.spec.containers.all(b, object.spec.containers.all(c, a != b || b != c || true)))',
    ],
    [
      'a text that grows',
      "object.spec.containers.map(c, object.spec.containers.map(d, 'x')).map(l, l.map(t, t + t)).size() == object.spec.containers.map(a, object.spec.containers.map(b, 1)).size() && object.spec.containers.all(a, object.spec.containers.all(b, object.spec.containers.all(c, true)))",
    ],
  ])('end in an error: %s', (_name, expression) => {
    expect(outcomeOf(expression, {}, create(pod(many)))).toMatch(/^error/);
  });

  it('may have a regular expression that others take forever for', () => {
    expect(outcomeOf(`!'${'a'.repeat(40)}!'.matches('^(a+)+$')`)).toBe('pass');
  });

  it('share one budget among variables that double', () => {
    const variables = Array.from({ length: 60 }, (_, at) => ({
      name: `v${at}`,
      expression: at === 0 ? '[1]' : `variables.v${at - 1} + variables.v${at - 1}`,
    }));
    const [result] = ask([validatingPolicy({ variables, validations: [{ expression: 'variables.v59.size() > 0' }] })], create(pod()));
    expect(result?.kind).toBe('error');
  });

  it('have no members of a prototype', () => {
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) {
      expect(outcomeOf(`has(object.metadata.${name}) || '${name}' in object || '${name}' in request`)).toBe('fail');
    }
    const document: JsonObject = JSON.parse(
      '{"apiVersion":"policies.kyverno.io/v1","kind":"ValidatingPolicy","metadata":{"name":"v"},"__proto__":{"spec":{}}}',
    );
    expect(compileValidating([document]).problems).not.toEqual([]);
  });

  it('may have any document in them', () => {
    const odd: JsonObject[] = [
      {},
      { kind: 'ValidatingPolicy' },
      { apiVersion: 'policies.kyverno.io/v1', kind: 'ValidatingPolicy', spec: [] },
    ];
    expect(compileValidating(odd).problems.every(({ document }) => document === 2)).toBe(true);
  });

  it('may be asked of any object', () => {
    const policy = validatingPolicy({
      validations: [{ expression: 'object.spec.containers.all(c, c.image != "")' }],
      matchConstraints: { resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }] },
    });
    for (const object of [
      {},
      { apiVersion: 1, kind: [] },
      { metadata: null, spec: null },
      pod({ containers: 'a' }),
      pod({ containers: [1] }),
    ]) {
      expect(ask([policy], create(object))[0]?.kind).toBe('error');
    }
    expect(ask([policy], create(pod(), { object: null }))[0]?.kind).toBe('error');
  });
});
