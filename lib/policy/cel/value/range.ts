import { fail } from './signal.ts';
import type { CelUint } from './value.ts';

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;
const largestUint = 2n ** 64n - 1n;

export const isInt = (value: bigint): boolean => value >= smallest && value <= largest;
const isUint = (value: bigint): boolean => value >= 0n && value <= largestUint;

export const intOf = (value: bigint, problem = 'integer overflow'): bigint => (isInt(value) ? value : fail(problem));

export const uintOf = (value: bigint, problem = 'unsigned integer overflow'): CelUint =>
  isUint(value) ? { kind: 'uint', value } : fail(problem);
