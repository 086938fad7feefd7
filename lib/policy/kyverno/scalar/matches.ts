import { isObject, type Json } from '../../../model/json.ts';
import type { Budget } from './budget.ts';
import { durationOf } from './duration.ts';
import { numberOf, wholeNumberOf } from './number-text.ts';
import { compareQuantities, quantityOf } from './quantity.ts';
import { operatorOf, type PatternOperator, rangeOf } from './range.ts';
import { matchesWildcard } from './wildcard.ts';

/**
 * Whether one value is what a pattern's leaf asks for. A string pattern is `a | b & c` of terms, each with an operator, a range or wildcards, tried as a
 * duration, then as a quantity, then as text. A null pattern takes null, 0, '' and false; an object pattern any object; a list none.
 * Source: Kyverno, pkg/engine/pattern Validate.
 */
export const matchesScalar = (value: Json, pattern: Json, budget?: Budget): boolean => {
  if (pattern === null) return value === null || value === 0 || value === '' || value === false;
  if (typeof pattern === 'string') return matchesText(value, pattern, budget);
  if (typeof pattern === 'boolean') return value === pattern;
  if (typeof pattern === 'number') return matchesNumber(value, pattern);
  return isObject(pattern) && isObject(value);
};

const matchesNumber = (value: Json, pattern: number): boolean => {
  if (typeof value === 'number') return value === pattern;
  if (typeof value !== 'string') return false;
  if (!Number.isInteger(pattern)) return numberOf(value) === pattern;
  return wholeNumberOf(value) === BigInt(pattern);
};

const matchesText = (value: Json, pattern: string, budget: Budget | undefined): boolean =>
  value === pattern || pattern.split('|').some((terms) => terms.split('&').every((term) => matchesTerm(value, term.trim(), budget)));

const matchesTerm = (value: Json, term: string, budget: Budget | undefined): boolean => {
  const operator = operatorOf(term);
  const range = operator === 'range' || operator === 'outside' ? rangeOf(term) : undefined;
  if (!range) return matchesBy(operator, value, term.slice(operator.length).trim(), budget);
  const { low, high } = range;
  return operator === 'range'
    ? matchesBy('>=', value, low, budget) && matchesBy('<=', value, high, budget)
    : matchesBy('<', value, low, budget) || matchesBy('>', value, high, budget);
};

const matchesBy = (operator: PatternOperator, value: Json, wanted: string, budget: Budget | undefined): boolean => {
  const order = orderOf(value, wanted);
  if (order !== undefined) return holds(operator, order);
  if (operator !== '' && operator !== '!') return false;
  const text = textOf(value);
  return text !== undefined && matchesWildcard(wanted, text, budget) === (operator === '');
};

/** Undefined where the two are not both durations, nor both quantities. Nothing counts as 0. */
const orderOf = (value: Json, wanted: string): number | undefined => {
  const given = value === null ? '0' : typeof value === 'string' || typeof value === 'number' ? textOf(value) : undefined;
  if (given === undefined) return undefined;
  const wantedDuration = durationOf(wanted);
  const duration = wantedDuration === undefined ? undefined : durationOf(given);
  if (wantedDuration !== undefined && duration !== undefined) return duration < wantedDuration ? -1 : duration > wantedDuration ? 1 : 0;
  const wantedQuantity = quantityOf(wanted);
  const quantity = wantedQuantity && quantityOf(given);
  return quantity && compareQuantities(quantity, wantedQuantity);
};

const holds = (operator: PatternOperator, order: number): boolean => {
  switch (operator) {
    case '':
      return order === 0;
    case '!':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case 'range':
    case 'outside':
      return false;
  }
};

/** Undefined for null, lists and objects, which are no text. Whole numbers have no exponent, others are written as Go's %E has them. */
const textOf = (value: Json): string | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return undefined;
  return Number.isSafeInteger(value)
    ? String(value)
    : value
        .toExponential()
        .replace(/e([+-])(\d)$/, 'E$10$2')
        .replace('e', 'E');
};
