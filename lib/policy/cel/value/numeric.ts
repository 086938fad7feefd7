import type { CelUint, CelValue } from './value.ts';

export type Numeric = bigint | number | CelUint;

export const isNumeric = (value: CelValue): value is Numeric =>
  typeof value === 'bigint' || typeof value === 'number' || (typeof value === 'object' && value !== null && value.kind === 'uint');

const plain = (value: Numeric): bigint | number => (typeof value === 'object' ? value.value : value);

/** Negative, zero or positive; NaN when one of them is no number. JavaScript compares bigint and number by what they stand for, without rounding. */
export const compareNumbers = (left: Numeric, right: Numeric): number => {
  const [a, b] = [plain(left), plain(right)];
  if (a < b) return -1;
  if (a > b) return 1;
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : 0;
};
