import type { Json } from '../../../../model/json.ts';
import { failed, type Outcome, valued } from '../../outcome.ts';
import { type Duration, durationText, secondsOf } from '../../scalar/duration.ts';
import type { Quantity } from '../../scalar/quantity.ts';
import { quantityNumber, quantityText } from '../../scalar/quantity-text.ts';
import { differenceOf, overNumber, restOf, sumOf, timesNumber } from '../../scalar/reckon-quantity.ts';
import { anything, list } from './argument.ts';
import { define, type QueryFunction } from './define.ts';
import { type Operand, operandOf } from './operand.ts';

/** What a function does with two operands; undefined where they are of kinds it does not take together. */
type Reckon = (left: Operand, right: Operand) => Outcome | undefined;

const add: Reckon = (left, right) => {
  if (left.kind === 'number' && right.kind === 'number') return valued(left.value + right.value);
  if (left.kind === 'quantity' && right.kind === 'quantity') return quantity(sumOf(left.value, right.value));
  return left.kind === 'duration' && right.kind === 'duration' ? duration(left.value + right.value) : undefined;
};

const subtract: Reckon = (left, right) => {
  if (left.kind === 'number' && right.kind === 'number') return valued(left.value - right.value);
  if (left.kind === 'quantity' && right.kind === 'quantity') return quantity(differenceOf(left.value, right.value));
  return left.kind === 'duration' && right.kind === 'duration' ? duration(left.value - right.value) : undefined;
};

const multiply: Reckon = (left, right) => {
  if (right.kind !== 'number') return left.kind === 'number' ? multiply(right, left) : undefined;
  switch (left.kind) {
    case 'number':
      return valued(left.value * right.value);
    case 'quantity':
      return quantity(timesNumber(left.value, right.value));
    case 'duration':
      return duration(ofSeconds(secondsOf(left.value) * right.value));
  }
};

const divide: Reckon = (left, right) => {
  if (isZero(right)) return divisionByZero;
  if (left.kind === 'quantity' && right.kind === 'quantity') return valued(quantityNumber(left.value) / quantityNumber(right.value));
  if (left.kind === 'duration' && right.kind === 'duration') return valued(secondsOf(left.value) / secondsOf(right.value));
  if (right.kind !== 'number') return undefined;
  switch (left.kind) {
    case 'number':
      return valued(left.value / right.value);
    case 'quantity':
      return quantity(overNumber(left.value, right.value));
    case 'duration':
      return duration(ofSeconds(secondsOf(left.value) / right.value));
  }
};

const modulo: Reckon = (left, right) => {
  if (isZero(right)) return divisionByZero;
  if (left.kind === 'quantity' && right.kind === 'quantity') return quantity(restOf(left.value, right.value));
  if (left.kind === 'duration' && right.kind === 'duration') return duration(left.value % right.value);
  if (left.kind !== 'number' || right.kind !== 'number') return undefined;
  if (!Number.isInteger(left.value) || !Number.isInteger(right.value)) return failed('modulo takes whole numbers');
  return valued((left.value % right.value) + 0);
};

export const arithmeticFunctions: readonly QueryFunction[] = Object.entries({ add, subtract, multiply, divide, modulo })
  .map(([name, reckon]) => define(name, [anything, anything], ([left, right]) => reckoned(name, reckon, left, right)))
  .concat(
    define('sum', [list], ([[first, ...others]]) => {
      if (first === undefined) return failed('sum of an empty list');
      let sum: Outcome = valued(first);
      for (const other of others) if (sum.kind === 'value') sum = reckoned('sum', add, sum.value, other);
      return sum;
    }),
  );

const reckoned = (name: string, reckon: Reckon, left: Json, right: Json): Outcome => {
  const [first, second] = [operandOf(left), operandOf(right)];
  if (!first || !second) return failed(`${name} takes numbers, quantities and durations`);
  const outcome = reckon(first, second) ?? failed(`${name} does not take a ${first.kind} and a ${second.kind}`);
  return outcome.kind === 'value' && typeof outcome.value === 'number' && !Number.isFinite(outcome.value)
    ? failed(`${name} comes to no finite number`)
    : outcome;
};

const isZero = ({ kind, value }: Operand): boolean => (kind === 'quantity' ? value.units === 0n : Number(value) === 0);

const divisionByZero = failed('a division by zero');

const quantity = (value: Quantity | undefined): Outcome =>
  value ? valued(quantityText(value)) : failed('a quantity cannot be reckoned with a number of that size, or one that is not whole');

const duration = (value: Duration): Outcome => valued(durationText(BigInt.asIntN(64, value)));

const ofSeconds = (seconds: number): Duration => (Number.isFinite(seconds) ? BigInt(Math.trunc(seconds * 1e9)) : 0n);
