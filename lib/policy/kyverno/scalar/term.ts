import type { Json } from '../../../model/json.ts';
import type { Budget } from './budget.ts';
import { type Duration, durationOf } from './duration.ts';
import { compareQuantities, type Quantity, quantityOf } from './quantity.ts';
import { operatorOf, rangeOf } from './range.ts';
import { matchesWildcard } from './wildcard.ts';

/** Whether a value is what is asked for; what is not there is asked as null. */
export type ScalarTest = (value: Json, budget: Budget) => boolean;

type Sign = '' | '!' | '>' | '>=' | '<' | '<=';

/** One term of a string pattern: `>= 2`, `!latest`, `1-10`, `1Mi!-1Gi`, `nginx:*`. Source: Kyverno, pkg/engine/pattern validateStringPattern. */
export const compileTerm = (term: string): ScalarTest => {
  const operator = operatorOf(term);
  if (operator !== 'range' && operator !== 'outside') return comparison(operator, term.slice(operator.length).trim());
  const { low, high } = rangeOf(term) ?? { low: '', high: '' };
  const [first, second] =
    operator === 'range' ? [comparison('>=', low), comparison('<=', high)] : [comparison('<', low), comparison('>', high)];
  return operator === 'range'
    ? (value, budget) => first(value, budget) && second(value, budget)
    : (value, budget) => first(value, budget) || second(value, budget);
};

/** Tried as a duration, then as a quantity, then as text with wildcards; the first kind that both are decides. */
const comparison = (sign: Sign, operand: string): ScalarTest => {
  const duration = durationOf(operand);
  const quantity = quantityOf(operand);
  return (value, budget) => {
    const number = numberText(value);
    const order = number === undefined ? undefined : (durationOrder(number, duration) ?? quantityOrder(number, quantity));
    if (order !== undefined) return holds[sign](order);
    if (sign !== '' && sign !== '!') return false;
    const text = plainText(value);
    return text !== undefined && matchesWildcard(operand, text, budget) === (sign === '');
  };
};

const durationOrder = (text: string, wanted: Duration | undefined): number | undefined => {
  const duration = wanted === undefined ? undefined : durationOf(text);
  if (duration === undefined || wanted === undefined) return undefined;
  return duration < wanted ? -1 : duration > wanted ? 1 : 0;
};

const quantityOrder = (text: string, wanted: Quantity | undefined): number | undefined => {
  const quantity = wanted && quantityOf(text);
  return wanted && quantity && compareQuantities(quantity, wanted);
};

const holds: { readonly [sign in Sign]: (order: number) => boolean } = {
  '': (order) => order === 0,
  '!': (order) => order !== 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
};

/** Nothing counts as 0 beside numbers; true and false are none. */
const numberText = (value: Json): string | undefined => {
  if (value === null) return '0';
  return typeof value === 'string' || typeof value === 'number' ? plainText(value) : undefined;
};

/** Undefined for null, lists and objects, which are no text. What is no whole number is written as Go's %E has it. */
const plainText = (value: Json): string | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return undefined;
  if (Number.isSafeInteger(value)) return String(value);
  return value.toExponential().replace(/e([+-])(\d+)$/, (_, sign: string, digits: string) => `E${sign}${digits.padStart(2, '0')}`);
};
