import type { CelUint, CelValue } from './value.ts';

export type Numeric = bigint | number | CelUint;

export const isNumeric = (value: CelValue): value is Numeric =>
  typeof value === 'bigint' || typeof value === 'number' || (typeof value === 'object' && value !== null && value.kind === 'uint');

const plain = (value: Numeric): bigint | number => (typeof value === 'object' ? value.value : value);

/** Negative, zero or positive; NaN when one of them is no number. Beside a double an integer is rounded to one, as cel-go does it. */
export const compareNumbers = (left: Numeric, right: Numeric): number => {
  const isDouble = typeof left === 'number' || typeof right === 'number';
  const [a, b] = isDouble ? [Number(plain(left)), Number(plain(right))] : [plain(left), plain(right)];
  if (a < b) return -1;
  if (a > b) return 1;
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : 0;
};
