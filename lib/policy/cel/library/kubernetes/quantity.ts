import { toilOver } from '../../value/meter.ts';
import { fail } from '../../value/signal.ts';
import { int, opaque, string } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { binary, global, member, ternary, unary } from '../overload.ts';
import { dividedBy, integerOf, parseQuantity, type Quantity, whole } from './quantity-value.ts';
import { sign } from './sign.ts';

const { make, kind, type } = opaque<Quantity>('kubernetes.Quantity', (a, b) => a === b);

/** Sums and products end here, long before a bigint does. */
const largest = 10n ** 2000n;
const bounded = (value: Quantity) => (value < largest && value > -largest ? make(value) : fail('quantity out of range'));

const divisor = (value: bigint): bigint => (value === 0n ? fail('division by zero error') : value);
const decimals = (value: bigint): bigint =>
  value >= 0n && value <= 10n ? value : fail(`the valid range for roundVal is 0 to 10 but ${value} was passed`);

const signOf = unary(kind, (value) => sign(value));

/** Source: kubernetes apiserver, pkg/cel/library/quantity.go. */
export const quantityLibrary: CelLibrary = {
  types: [type],
  functions: [
    global(
      'quantity',
      unary(string, (text, meter) => {
        toilOver(meter, text.length);
        return make(parseQuantity(text) ?? fail(`unable to parse quantity ${JSON.stringify(text.slice(0, 100))}`));
      }),
      unary(kind, make),
    ),
    global(
      'isQuantity',
      unary(string, (text, meter) => {
        toilOver(meter, text.length);
        return parseQuantity(text) !== undefined;
      }),
    ),
    global('sign', signOf),
    member('sign', signOf),
    member(
      'isGreaterThan',
      binary(kind, kind, (a, b) => a > b),
    ),
    member(
      'isLessThan',
      binary(kind, kind, (a, b) => a < b),
    ),
    member(
      'compareTo',
      binary(kind, kind, (a, b) => sign(a - b)),
    ),
    member(
      'isInteger',
      unary(kind, (value) => integerOf(value) !== undefined),
    ),
    member(
      'asInteger',
      unary(kind, (value) => integerOf(value) ?? fail('cannot convert value to integer')),
    ),
    member(
      'asApproximateFloat',
      unary(kind, (value) => Number(`${value}e-9`)),
    ),
    member(
      'add',
      binary(kind, kind, (a, b) => bounded(a + b)),
      binary(kind, int, (a, b) => bounded(a + b * whole)),
    ),
    member(
      'sub',
      binary(kind, kind, (a, b) => bounded(a - b)),
      binary(kind, int, (a, b) => bounded(a - b * whole)),
    ),
    member(
      'mul',
      binary(kind, int, (a, b) => bounded(a * b)),
    ),
    member(
      'div',
      binary(kind, int, (a, b) => make(dividedBy(a, divisor(b), 4n))),
      ternary(kind, int, int, (a, b, to) => make(dividedBy(a, divisor(b), decimals(to)))),
    ),
    member(
      'divInt',
      binary(kind, int, (a, b) => make((a / (divisor(b) * whole)) * whole)),
    ),
  ],
};
