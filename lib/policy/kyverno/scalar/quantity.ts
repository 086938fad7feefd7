/** `units` times ten to the power of minus `scale`, exactly. `format`: the notation it was written in, which results of reckoning are written in. */
export type Quantity = { readonly units: bigint; readonly scale: number; readonly format: QuantityFormat };

export type QuantityFormat = 'decimal' | 'binary' | 'exponent';

const form = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eE][-+]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$/;
/** Powers of ten. */
const decimalSuffixes = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
/** Powers of two. */
const binarySuffixes = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]);
const finest = 9;
const mostDigits = 18;
const longest = 100;
const largestExponent = 100;
const largest = 2n ** 63n - 1n;

/**
 * A Kubernetes quantity: `100m`, `1.5Gi`, `2e3`, `1`; undefined when it is none. Finer than a billionth is rounded away from zero; binary ones end at
 * 2^63-1. Source: apimachinery, `resource.ParseQuantity`.
 */
export const quantityOf = (text: string): Quantity | undefined => {
  const match = text === '' || text.length > longest ? null : form.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  const digits = BigInt(`${whole}${fraction}` || '0') * (sign === '-' ? -1n : 1n);
  const power = binarySuffixes.get(suffix);
  const isLong = whole.replace(/^0+/, '').length + fraction.length > mostDigits;
  if (power !== undefined) return binary(digits << BigInt(power), fraction.length);
  const exponent = decimalSuffixes.get(suffix) ?? Number(suffix.slice(1));
  if (Math.abs(exponent) > largestExponent) return undefined;
  const quantity: Quantity = {
    units: digits,
    scale: fraction.length - exponent,
    format: decimalSuffixes.has(suffix) ? 'decimal' : 'exponent',
  };
  return isLong || quantity.scale > finest ? rounded(quantity) : quantity;
};

/** -1, 0 or 1 as `left` is less than, the same as or more than `right`. */
export const compareQuantities = (left: Quantity, right: Quantity): number => {
  const scale = Math.max(left.scale, right.scale);
  const difference = unitsAt(left, scale) - unitsAt(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

/** The units that a quantity has at a scale no coarser than its own. */
export const unitsAt = ({ units, scale }: Quantity, wanted: number): bigint => units * 10n ** BigInt(wanted - scale);

const binary = (units: bigint, scale: number): Quantity => {
  const quantity: Quantity = { units, scale, format: 'binary' };
  const exact = scale === 0 ? quantity : rounded(quantity);
  const size = exact.units < 0n ? -exact.units : exact.units;
  const one = 10n ** BigInt(exact.scale);
  if (size > largest * one) return { units: exact.units < 0n ? -largest : largest, scale: 0, format: 'binary' };
  return size < one ? { ...exact, format: 'decimal' } : exact;
};

/** To billionths, away from zero. */
const rounded = ({ units, scale, format }: Quantity): Quantity => {
  if (scale <= finest) return { units: units * 10n ** BigInt(finest - scale), scale: finest, format };
  const divisor = 10n ** BigInt(scale - finest);
  const rest = units % divisor;
  const away = rest === 0n ? 0n : rest > 0n ? 1n : -1n;
  return { units: units / divisor + away, scale: finest, format };
};
