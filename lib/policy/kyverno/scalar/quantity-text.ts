import type { Quantity } from './quantity.ts';

const decimalSuffixes = new Map([
  [-9, 'n'],
  [-6, 'u'],
  [-3, 'm'],
  [0, ''],
  [3, 'k'],
  [6, 'M'],
  [9, 'G'],
  [12, 'T'],
  [15, 'P'],
  [18, 'E'],
]);
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** The canonical text: the largest suffix that leaves a whole number. Source: apimachinery, `Quantity.String`. */
export const quantityText = (quantity: Quantity): string => {
  if (quantity.units === 0n) return '0';
  const whole = quantity.format === 'binary' ? wholeOf(quantity) : undefined;
  if (whole === undefined || (whole > -1024n && whole < 1024n)) return decimalText(quantity);
  const [units, power] = withoutFactor(whole, 1024n, binarySuffixes.length - 1);
  return `${units}${binarySuffixes[power]}`;
};

/** The nearest number. */
export const quantityNumber = ({ units, scale }: Quantity): number => Number(units) * Number(`1e${-scale}`);

const decimalText = ({ units, scale, format }: Quantity): string => {
  const [digits, zeros] = withoutFactor(units, 10n, Number.POSITIVE_INFINITY);
  const exponent = zeros - scale;
  const above = ((exponent % 3) + 3) % 3;
  const shifted = digits * 10n ** BigInt(above);
  const power = exponent - above;
  const suffix = format === 'exponent' ? undefined : decimalSuffixes.get(power);
  return `${shifted}${suffix ?? (power === 0 ? '' : `e${power}`)}`;
};

const wholeOf = ({ units, scale }: Quantity): bigint | undefined => {
  if (scale <= 0) return units * 10n ** BigInt(-scale);
  const one = 10n ** BigInt(scale);
  return units % one === 0n ? units / one : undefined;
};

const withoutFactor = (value: bigint, factor: bigint, most: number): [bigint, number] => {
  let rest = value;
  let times = 0;
  for (; times < most && rest !== 0n && rest % factor === 0n; times += 1) rest /= factor;
  return [rest, times];
};
