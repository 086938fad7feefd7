import type { CelUint, CelValue } from './value.ts';

export type Numeric = bigint | number | CelUint;

export const isNumeric = (value: CelValue): value is Numeric =>
  typeof value === 'bigint' || typeof value === 'number' || (typeof value === 'object' && value !== null && value.kind === 'uint');

/** Negative, zero or positive; NaN when one of them is no number. Beside a double an integer is rounded to one, as cel-go does it. */
export const compareNumbers = (left: Numeric, right: Numeric): number => {
  const a = typeof left === 'object' ? left.value : left;
  const b = typeof right === 'object' ? right.value : right;
  return typeof a === 'bigint' && typeof b === 'bigint' ? order(a, b) : order(Number(a), Number(b));
};

const order = <T extends bigint | number>(a: T, b: T): number => {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number.NaN;
};
