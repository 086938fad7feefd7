import { operatorCost } from '../cost/operator.ts';
import { add, divide, multiply, negate, remainder, subtract } from '../value/arithmetic.ts';
import { compare } from '../value/compare.ts';
import { equal } from '../value/equal.ts';
import { entryOf } from '../value/map.ts';
import { charge, type Meter, toil } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import type { CelValue } from '../value/value.ts';
import type { Evaluate } from './frame.ts';
import { boolOf } from './logic.ts';

/** Undefined when the operator does not take the two. */
type Operator = (left: CelValue, right: CelValue, meter: Meter) => CelValue | undefined;

const ordered =
  (holds: (order: number) => boolean): Operator =>
  (left, right, meter) => {
    const order = compare(left, right, meter);
    return order === undefined ? undefined : holds(order);
  };

const contained: Operator = (left, right, meter) => {
  if (typeof right !== 'object' || right === null) return undefined;
  if (right.kind === 'map') return entryOf(right, left) !== undefined;
  if (right.kind !== 'list') return undefined;
  for (const item of right.items) {
    toil(meter, 1);
    if (equal(item, left, meter)) return true;
  }
  return false;
};

const operators: ReadonlyMap<string, Operator> = new Map([
  ['==', equal],
  ['!=', (left, right, meter) => !equal(left, right, meter)],
  ['<', ordered((order) => order < 0)],
  ['<=', ordered((order) => order <= 0)],
  ['>', ordered((order) => order > 0)],
  ['>=', ordered((order) => order >= 0)],
  ['in', contained],
  ['+', add],
  ['-', subtract],
  ['*', multiply],
  ['/', divide],
  ['%', remainder],
]);

export const compileBinary = (name: string, left: Evaluate, right: Evaluate): Evaluate => {
  const operator = operators.get(name) ?? (() => undefined);
  const cost = operatorCost(name);
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    charge(frame.meter, cost(a, b));
    const result = operator(a, b, frame.meter);
    return result === undefined ? fail(`no such overload: ${typeName(a)} ${name} ${typeName(b)}`) : result;
  };
};

export const compileNot =
  (operand: Evaluate): Evaluate =>
  (frame) => {
    charge(frame.meter, 1);
    return !boolOf(operand(frame), '!');
  };

export const compileNegation =
  (operand: Evaluate): Evaluate =>
  (frame) => {
    const value = operand(frame);
    charge(frame.meter, 1);
    return negate(value) ?? fail(`no such overload: -${typeName(value)}`);
  };
