/** A quantity in billionths: finer ones are rounded up, away from zero. Source: apimachinery, resource.ParseQuantity. */
export type Quantity = bigint;

export const whole = 1_000_000_000n;

// The scale of a suffix as a factor of billionths.
const scales: ReadonlyMap<string, bigint> = new Map([
  ['n', 1n],
  ['u', 10n ** 3n],
  ['m', 10n ** 6n],
  ['', whole],
  ['k', whole * 10n ** 3n],
  ['M', whole * 10n ** 6n],
  ['G', whole * 10n ** 9n],
  ['T', whole * 10n ** 12n],
  ['P', whole * 10n ** 15n],
  ['E', whole * 10n ** 18n],
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, index): [string, bigint] => [suffix, whole << (10n * BigInt(index + 1))]),
]);

const longest = 200;
const mostScale = 400;
const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4})|([numkMGTPE]|[KMGTPE]i)?)$/;

/** A suffix or a sign alone is nothing, as the API server has it. */
export const parseQuantity = (text: string): Quantity | undefined => {
  const found = text !== '' && text.length <= longest ? form.exec(text) : null;
  if (!found) return undefined;
  const [, sign = '', integer = '', fraction = '', exponent = '0', suffix = ''] = found;
  const scale = scales.get(suffix);
  if (scale === undefined || Math.abs(Number(exponent)) > mostScale) return undefined;
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(`0${integer}${fraction}`) * scale;
  const size = power >= 0 ? digits * 10n ** BigInt(power) : roundedUp(digits, 10n ** BigInt(-power));
  return sign === '-' ? -size : size;
};

const roundedUp = (value: bigint, divisor: bigint): bigint => (value + divisor - 1n) / divisor;

/** To so many decimals, half away from zero. */
export const dividedBy = (value: Quantity, divisor: bigint, decimals: bigint): Quantity => {
  const step = decimals >= 9n ? 1n : 10n ** (9n - decimals);
  const [top, bottom] = divisor < 0n ? [-value, -divisor * step] : [value, divisor * step];
  const size = ((top < 0n ? -top : top) * 2n + bottom) / (bottom * 2n);
  return (top < 0n ? -size : size) * step;
};

/** The int that it is; undefined when it is none, or none that fits. */
export const integerOf = (value: Quantity): bigint | undefined =>
  value % whole === 0n && BigInt.asIntN(64, value / whole) === value / whole ? value / whole : undefined;
