import type { Json } from '../../../model/json.ts';
import { durationOf } from '../scalar/duration.ts';
import { compareQuantities, quantityOf } from '../scalar/quantity.ts';
import { wildcard } from '../wildcard.ts';

/** One operator and its operand. Null and what is not there count as 0 beside numbers. */
export type Term = (value: Json | undefined) => boolean;

type Operator = {
  readonly sign: string;
  /** By how the value lies to the operand: negative, 0 or positive. */
  ordered(order: number): boolean;
  /** By whether text fits the operand; null where text cannot be asked. */
  readonly fits: boolean | null;
};

/** The longer signs stand first, since the shorter are their beginnings. */
const operators: readonly Operator[] = [
  { sign: '>=', ordered: (order) => order >= 0, fits: null },
  { sign: '<=', ordered: (order) => order <= 0, fits: null },
  { sign: '>', ordered: (order) => order > 0, fits: null },
  { sign: '<', ordered: (order) => order < 0, fits: null },
  { sign: '!', ordered: (order) => order !== 0, fits: false },
];
const equal: Operator = { sign: '', ordered: (order) => order === 0, fits: true };
const [atLeast = equal, atMost = equal, above = equal, under = equal] = operators;

const range = /^([-+]?\d+(?:\.\d+)?[A-Za-z]*)(!?-)([-+]?\d+(?:\.\d+)?[A-Za-z]*)$/;

export const compileTerm = (text: string): Term => {
  const operator = text.length < 2 ? undefined : operators.find(({ sign }) => text.startsWith(sign));
  if (operator) return comparison(operator, text.slice(operator.sign.length).trim());
  const [, low, dash, high] = range.exec(text) ?? [];
  if (low === undefined || high === undefined) return comparison(equal, text);
  return dash === '-'
    ? ofBoth(comparison(atLeast, low), comparison(atMost, high))
    : ofEither(comparison(under, low), comparison(above, high));
};

const ofBoth =
  (first: Term, second: Term): Term =>
  (value) =>
    first(value) && second(value);

const ofEither =
  (first: Term, second: Term): Term =>
  (value) =>
    first(value) || second(value);

/** Tried as a duration, then as a quantity, then as text with wildcards: the first that holds decides. */
const comparison = ({ ordered, fits }: Operator, operand: string): Term => {
  const orders = [durationOrder(operand), quantityOrder(operand)].filter((order) => order !== undefined);
  const pattern = wildcard(operand);
  return (value) => {
    const number = numberText(value);
    if (number !== undefined && orders.some((order) => holdsFor(order(number), ordered))) return true;
    const text = fits === null ? undefined : plainText(value);
    return text !== undefined && pattern.matches(text) === fits;
  };
};

/** How a text lies to the operand: below 0, 0 or above; undefined where it is of another kind. */
type Order = (text: string) => number | undefined;

const holdsFor = (order: number | undefined, ordered: Operator['ordered']): boolean => order !== undefined && ordered(order);

const durationOrder = (operand: string): Order | undefined => {
  const wanted = durationOf(operand);
  if (wanted === undefined) return undefined;
  return (text) => {
    const value = durationOf(text);
    return value === undefined ? undefined : Number(value - wanted);
  };
};

const quantityOrder = (operand: string): Order | undefined => {
  const wanted = quantityOf(operand);
  if (wanted === undefined) return undefined;
  return (text) => {
    const value = quantityOf(text);
    return value && compareQuantities(value, wanted);
  };
};

const numberText = (value: Json | undefined): string | undefined => {
  if (value === undefined || value === null) return '0';
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
};

const plainText = (value: Json | undefined): string | undefined => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};
