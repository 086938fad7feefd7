import type { Json } from '../../../model/json.ts';
import { type Budget, spend } from '../scalar/budget.ts';
import { compileTerm, type Term } from './term.ts';

export type ScalarTest = (value: Json | undefined, budget: Budget) => boolean;

/** A scalar of a pattern; `null` stands for everything that is as good as not set. Source: Kyverno, "Validate Rules", operators. */
export const compileScalar = (pattern: null | boolean | number | string): ScalarTest => {
  if (pattern === null) return (value) => value === undefined || value === null || value === '' || value === 0 || value === false;
  if (typeof pattern === 'boolean') return (value) => value === pattern;
  if (typeof pattern === 'number') return (value) => (typeof value === 'string' ? numberIn(value) : value) === pattern;
  return compileText(pattern);
};

const numberIn = (text: string): number => (/^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN);

/** `a | b & c`: one of the alternatives, and of that all terms. */
const compileText = (pattern: string): ScalarTest => {
  const alternatives: readonly (readonly Term[])[] = pattern
    .split('|')
    .map((each) => each.split('&').map((term) => compileTerm(term.trim())));
  const size = alternatives.reduce((sum, terms) => sum + terms.length, 0);
  return (value, budget) =>
    value === pattern || (spend(budget, size) && alternatives.some((terms) => terms.every((holds) => holds(value))));
};
