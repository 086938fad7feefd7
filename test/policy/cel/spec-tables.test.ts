import { getComprehensionSuite, getParsingSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import { describe, expect, it } from 'vitest';
import { compileCel, kubernetesScope, scopeOf } from '../../../lib/policy/cel/cel.ts';
import { kubernetesLibraries } from '../../../lib/policy/cel/kubernetes-scope.ts';
import { shown } from './evaluate.ts';

describe("cel-go's table of sources", () => {
  const scope = scopeOf({ variables: [], libraries: kubernetesLibraries(), isUnchecked: true });
  // It is run there without the optional syntax and names in back-ticks, with a depth of 32, and with macros expanded to a variable of that name.
  const elsewhere = /unsupported syntax|recursion|accumulator variable/;
  const cases = getParsingSuite().tests.filter(({ ast, error = '' }) => ast !== undefined || !elsewhere.test(error));

  it('has that many that are asked', () => {
    expect(cases.length).toBe(162);
  });

  it.each(cases.map(({ original, ast }) => [original.expr, ast !== undefined] as const))('%j', (source, isExpression) => {
    expect(compileCel(source, scope).kind).toBe(isExpression ? 'program' : 'invalid');
  });
});

describe("cel-go's table of macros with two variables", () => {
  const cases = getComprehensionSuite().tests.map(({ original }) => original.expr);
  const bound = kubernetesScope({ variables: [] });
  const free = cases.filter((source) => {
    const compiled = compileCel(source, bound);
    return compiled.kind === 'program' || !compiled.message.startsWith('undeclared');
  });
  // What its checker refuses, since the types of the branches or of the bodies are known to differ.
  const untyped = new Map<string, unknown>([
    ["{}.transformMapEntry(j, k, 'bad filter', {k: j})", {}],
    ['[1, 2].transformList(i, v, v % 2 == 0 ? [v] : v)', [1, [2]]],
    ["{'a': 'world', 'b': 'hello'}.transformMap(i, v, i == 'a' ? v.upperAscii() : v)", { a: 'WORLD', b: 'hello' }],
  ]);

  it('is true where it is no error', () => {
    const found = free.filter((source) => !untyped.has(source)).map((source) => shown(source));
    expect(found.filter((value) => value === true).length).toBe(52);
    expect(found.filter((value) => value !== true && !Object.hasOwn(Object(value), 'error'))).toEqual([]);
  });

  it.each([...untyped])('%s is evaluated, since types are not checked ahead', (source, wanted) => {
    expect(cases).toContain(source);
    expect(shown(source)).toEqual(wanted);
  });
});
