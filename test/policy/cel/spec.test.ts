import { describe, expect, it } from 'vitest';
import { type CelOutcome, type CelValue, scopeOf } from '../../../lib/policy/cel/cel.ts';
import { kubernetesLibraries } from '../../../lib/policy/cel/kubernetes-scope.ts';
import { equal } from '../../../lib/policy/cel/value/equal.ts';
import { typeName } from '../../../lib/policy/cel/value/type-name.ts';
import { outcomeOf } from './evaluate.ts';
import { elsewhereBecause, type SpecCase, specCases } from './spec-cases.ts';
import { valueOfSpec } from './spec-value.ts';

const libraries = kubernetesLibraries({ isStrict: true });

const bindingsOf = ({ test }: SpecCase): Map<string, CelValue> => {
  const bindings = new Map<string, CelValue>();
  for (const [name, { kind }] of Object.entries(test.bindings)) {
    const value = kind.case === 'value' ? valueOfSpec(kind.value) : undefined;
    if (value === undefined) throw new Error(`a binding that is no plain value: ${name}`);
    bindings.set(name, value);
  }
  return bindings;
};

const outcome = (one: SpecCase): CelOutcome => {
  const bindings = bindingsOf(one);
  const variables = [...bindings.keys(), ...one.test.typeEnv.filter(({ declKind }) => declKind.case === 'ident').map(({ name }) => name)];
  const { container, disableCheck: isUnchecked, expr } = one.test;
  return outcomeOf(expr, bindings, scopeOf({ variables, libraries, container, isUnchecked, isStrict: true }));
};

const isSame = (a: CelValue, b: CelValue): boolean =>
  typeName(a) === typeName(b) && (equal(a, b, { left: 1_000_000, work: 1_000_000 }) || (Number.isNaN(a) && Number.isNaN(b)));

/** What the case says of the outcome; a case that says nothing wants true. */
const isWanted = (one: SpecCase, found: CelOutcome): boolean => {
  const { resultMatcher } = one.test;
  if (resultMatcher.case === 'evalError') return found.kind === 'error';
  const wanted = resultMatcher.case === 'value' ? valueOfSpec(resultMatcher.value) : true;
  return wanted !== undefined && found.kind === 'value' && isSame(found.value, wanted);
};

describe('the suite of the specification', () => {
  const asked = specCases.filter((one) => elsewhereBecause(one) === undefined);

  it('is asked whole, but for what manifests do not have', () => {
    const counts = new Map<string, number>();
    for (const one of specCases) {
      const why = elsewhereBecause(one) ?? 'asked';
      counts.set(why, (counts.get(why) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({
      asked: 1599,
      block_ext: 37,
      dynamic: 226,
      enums: 85,
      'protobuf messages': 113,
      proto2: 108,
      proto2_ext: 18,
      proto3: 75,
      'types alone': 47,
      wrappers: 36,
    });
  });

  it.each(asked.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const found = outcome(one);
    expect(isWanted(one, found), `${one.test.expr} gave ${found.kind === 'value' ? typeName(found.value) : JSON.stringify(found)}`).toBe(
      true,
    );
  });
});
