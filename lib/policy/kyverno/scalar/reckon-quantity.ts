import { printedNumber } from './number-text.ts';
import { type Quantity, quantityOf, unitsAt } from './quantity.ts';
import { quantityNumber } from './quantity-text.ts';

/** The sum, in the notation of the first but when that is 0. */
export const sumOf = (left: Quantity, right: Quantity): Quantity => {
  const scale = Math.max(left.scale, right.scale);
  return { units: unitsAt(left, scale) + unitsAt(right, scale), scale, format: left.units === 0n ? right.format : left.format };
};

export const differenceOf = (left: Quantity, right: Quantity): Quantity => sumOf(left, { ...right, units: -right.units });

/** Undefined when the number cannot be a quantity. */
export const timesNumber = ({ units, scale, format }: Quantity, factor: number): Quantity | undefined => {
  const by = quantityOf(printedNumber(factor));
  return by && { units: units * by.units, scale: scale + by.scale, format };
};

/** Cut off at as many places as either has; undefined when the number cannot be a quantity, or is 0 as one. */
export const overNumber = (dividend: Quantity, divisor: number): Quantity | undefined => {
  const by = quantityOf(printedNumber(divisor));
  if (!by || by.units === 0n) return undefined;
  const scale = Math.max(dividend.scale, by.scale);
  const shift = scale - dividend.scale + by.scale;
  const units = shift >= 0 ? (dividend.units * 10n ** BigInt(shift)) / by.units : dividend.units / (by.units * 10n ** BigInt(-shift));
  return { units, scale, format: dividend.format };
};

/** What is left of a division of whole quantities; undefined when either is not whole. The divisor is not 0. */
export const restOf = (dividend: Quantity, divisor: Quantity): Quantity | undefined => {
  const left = quantityNumber(dividend);
  const right = quantityNumber(divisor);
  if (!Number.isInteger(left) || !Number.isInteger(right)) return undefined;
  return { units: BigInt(left) % BigInt(right), scale: 0, format: dividend.format };
};
