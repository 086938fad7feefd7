import { type Meter, toil } from '../value/meter.ts';
import { compareNumbers, type Numeric } from '../value/numeric.ts';
import { intOf, uintOf } from '../value/range.ts';
import { fail } from '../value/signal.ts';
import type { CelUint, CelValue } from '../value/value.ts';
import { double, int, list, number, uint } from './kind.ts';
import type { CelLibrary } from './library.ts';
import { binary, type CelFunction, global, unary, variadic } from './overload.ts';

const best =
  (wins: (order: number) => boolean) =>
  (values: readonly CelValue[], meter: Meter): CelValue => {
    toil(meter, values.length);
    const numbers = values.map((value) => number.read(value) ?? fail('math.greatest and math.least take numbers'));
    const [first, ...rest] = numbers;
    if (first === undefined) return fail('a list of numbers must not be empty');
    return rest.reduce((found: Numeric, next) => (wins(compareNumbers(next, found)) ? next : found), first);
  };

const greatest = best((order) => order > 0);
const least = best((order) => order < 0);

const rounded = (value: number): number => (value < 0 ? -1 : 1) * Math.floor(Math.abs(value) + 0.5);

const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
const unsigned = (value: bigint): CelUint => ({ kind: 'uint', value: BigInt.asUintN(64, value) });

const bits = (name: string, run: (a: bigint, b: bigint) => bigint): CelFunction =>
  global(
    name,
    binary(int, int, (a, b) => signed(run(a, b))),
    binary(uint, uint, (a, b) => unsigned(run(a.value, b.value))),
  );

const shift = (name: string, run: (value: bigint, by: bigint) => bigint): CelFunction => {
  const shifted = (value: bigint, by: bigint): bigint => {
    if (by < 0n) return fail(`${name}() negative offset: ${by}`);
    return by >= 64n ? 0n : run(BigInt.asUintN(64, value), by);
  };
  return global(
    name,
    binary(int, int, (value, by) => signed(shifted(value, by))),
    binary(uint, int, ({ value }, by) => unsigned(shifted(value, by))),
  );
};

const float = (name: string, run: (value: number) => CelValue): CelFunction => global(name, unary(double, run));

/** Source: cel-go ext/math.go, version 1 and `math.sqrt` of version 2. */
export const mathLibrary: CelLibrary = {
  functions: [
    global(
      'math.greatest',
      unary(list, ({ items }, meter) => greatest(items, meter)),
      variadic(number, greatest),
    ),
    global(
      'math.least',
      unary(list, ({ items }, meter) => least(items, meter)),
      variadic(number, least),
    ),
    float('math.ceil', Math.ceil),
    float('math.floor', Math.floor),
    float('math.round', rounded),
    float('math.trunc', Math.trunc),
    float('math.isInf', (value) => Math.abs(value) === Number.POSITIVE_INFINITY),
    float('math.isNaN', (value) => Number.isNaN(value)),
    float('math.isFinite', (value) => Number.isFinite(value)),
    global(
      'math.abs',
      unary(double, Math.abs),
      unary(int, (value) => intOf(value < 0n ? -value : value)),
      unary(uint, (value) => value),
    ),
    global(
      'math.sign',
      unary(double, (value) => (value === 0 ? 0 : Math.sign(value))),
      unary(int, (value) => (value > 0n ? 1n : value < 0n ? -1n : 0n)),
      unary(uint, ({ value }) => uintOf(value > 0n ? 1n : 0n)),
    ),
    global(
      'math.sqrt',
      unary(number, (value) => Math.sqrt(Number(typeof value === 'object' ? value.value : value))),
    ),
    bits('math.bitAnd', (a, b) => a & b),
    bits('math.bitOr', (a, b) => a | b),
    bits('math.bitXor', (a, b) => a ^ b),
    global(
      'math.bitNot',
      unary(int, (value) => ~value),
      unary(uint, ({ value }) => unsigned(~value)),
    ),
    shift('math.bitShiftLeft', (value, by) => value << by),
    shift('math.bitShiftRight', (value, by) => value >> by),
  ],
};
