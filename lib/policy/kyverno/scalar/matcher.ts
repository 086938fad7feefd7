import type { Json } from '../../../model/json.ts';
import { spend } from './budget.ts';
import { numberOf, wholeNumberOf } from './number-text.ts';
import { compileTerm, type ScalarTest } from './term.ts';

/**
 * A leaf of a pattern, prepared. A string is `a | b & c` of terms, each with an operator, a range or wildcards; null takes null, 0, '' and false; a number
 * takes the text of itself. Source: Kyverno, pkg/engine/pattern Validate.
 */
export const compileMatcher = (pattern: null | boolean | number | string): ScalarTest => {
  if (pattern === null) return (value) => value === null || value === 0 || value === '' || value === false;
  if (typeof pattern === 'string') return compileText(pattern);
  return typeof pattern === 'number' ? (value) => isNumber(value, pattern) : (value) => value === pattern;
};

const isNumber = (value: Json, pattern: number): boolean => {
  if (typeof value !== 'string') return value === pattern;
  return Number.isSafeInteger(pattern) ? wholeNumberOf(value) === BigInt(pattern) : numberOf(value) === pattern;
};

/** Longer patterns stand for themselves alone. */
const longest = 65_536;

/** One of the alternatives, and of that all terms. */
const compileText = (pattern: string): ScalarTest => {
  if (pattern.length > longest) return (value) => value === pattern;
  const alternatives = pattern.split('|').map((terms) =>
    terms
      .trim()
      .split('&')
      .map((term) => compileTerm(term.trim())),
  );
  const size = alternatives.reduce((sum, terms) => sum + terms.length, 0);
  return (value, budget) =>
    value === pattern || (spend(budget, size) && alternatives.some((terms) => terms.every((holds) => holds(value, budget))));
};
