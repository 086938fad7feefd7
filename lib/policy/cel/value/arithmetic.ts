import { durationOf } from '../time/duration.ts';
import { timestampOf } from '../time/timestamp.ts';
import { bytesOf, joinBytes } from './bytes.ts';
import { type Meter, toilItems, toilText } from './meter.ts';
import { intOf, uintOf } from './range.ts';
import { fail } from './signal.ts';
import { type CelValue, listOf } from './value.ts';

/** All of these: undefined when the operator does not take the two; int and uint throw rather than overflow. */
export const add = (left: CelValue, right: CelValue, meter: Meter): CelValue | undefined => {
  if (typeof left === 'bigint') return typeof right === 'bigint' ? intOf(left + right) : undefined;
  if (typeof left === 'number') return typeof right === 'number' ? left + right : undefined;
  if (typeof left === 'string') return typeof right === 'string' ? joined(left, right, meter) : undefined;
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return undefined;
  switch (left.kind) {
    case 'uint':
      return right.kind === 'uint' ? uintOf(left.value + right.value) : undefined;
    case 'bytes':
      if (right.kind !== 'bytes') return undefined;
      toilText(meter, left.bytes.length + right.bytes.length);
      return bytesOf(joinBytes(left.bytes, right.bytes));
    case 'list':
      if (right.kind !== 'list') return undefined;
      toilItems(meter, left.items.length + right.items.length);
      return listOf([...left.items, ...right.items]);
    case 'timestamp':
      return right.kind === 'duration' ? timestampOf(left.nanos + right.nanos) : undefined;
    case 'duration':
      if (right.kind === 'timestamp') return timestampOf(left.nanos + right.nanos);
      return right.kind === 'duration' ? durationOf(left.nanos + right.nanos) : undefined;
    default:
      return undefined;
  }
};

const joined = (left: string, right: string, meter: Meter): string => {
  toilText(meter, left.length + right.length);
  return left + right;
};

export const subtract = (left: CelValue, right: CelValue): CelValue | undefined => {
  if (typeof left === 'bigint') return typeof right === 'bigint' ? intOf(left - right) : undefined;
  if (typeof left === 'number') return typeof right === 'number' ? left - right : undefined;
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return undefined;
  if (left.kind === 'uint') return right.kind === 'uint' ? uintOf(left.value - right.value) : undefined;
  if (left.kind === 'duration') return right.kind === 'duration' ? durationOf(left.nanos - right.nanos) : undefined;
  if (left.kind !== 'timestamp') return undefined;
  if (right.kind === 'duration') return timestampOf(left.nanos - right.nanos);
  return right.kind === 'timestamp' ? durationOf(left.nanos - right.nanos) : undefined;
};

export const multiply = (left: CelValue, right: CelValue): CelValue | undefined => {
  if (typeof left === 'bigint') return typeof right === 'bigint' ? intOf(left * right) : undefined;
  if (typeof left === 'number') return typeof right === 'number' ? left * right : undefined;
  const both = uints(left, right);
  return both && uintOf(both[0] * both[1]);
};

export const divide = (left: CelValue, right: CelValue): CelValue | undefined => {
  if (typeof left === 'bigint') return typeof right === 'bigint' ? intOf(left / divisor(right, 'division by zero')) : undefined;
  if (typeof left === 'number') return typeof right === 'number' ? left / right : undefined;
  const both = uints(left, right);
  return both && uintOf(both[0] / divisor(both[1], 'division by zero'));
};

export const remainder = (left: CelValue, right: CelValue): CelValue | undefined => {
  if (typeof left === 'bigint' && typeof right === 'bigint') return intOf(left % divisor(right, 'modulus by zero', left));
  const both = uints(left, right);
  return both && uintOf(both[0] % divisor(both[1], 'modulus by zero'));
};

const smallest = -(2n ** 63n);

/** Go overflows at the smallest int modulo -1, and so does the specification. */
const divisor = (value: bigint, problem: string, dividend = 0n): bigint =>
  value === 0n ? fail(problem) : value === -1n && dividend === smallest ? fail('integer overflow') : value;

const uints = (left: CelValue, right: CelValue): readonly [bigint, bigint] | undefined => {
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return undefined;
  return left.kind === 'uint' && right.kind === 'uint' ? [left.value, right.value] : undefined;
};

export const negate = (value: CelValue): CelValue | undefined => {
  if (typeof value === 'bigint') return intOf(-value);
  if (typeof value === 'number') return -value;
  return typeof value === 'object' && value?.kind === 'duration' ? durationOf(-value.nanos) : undefined;
};
