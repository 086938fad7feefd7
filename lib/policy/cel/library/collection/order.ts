import { compare } from '../../value/compare.ts';
import { type Meter, toilItems } from '../../value/meter.ts';
import { fail } from '../../value/signal.ts';
import { typeName } from '../../value/type-name.ts';
import type { CelValue } from '../../value/value.ts';

/** Throws the signal of an error for values that have no order. Numbers of all types have one. */
export const orderOf = (a: CelValue, b: CelValue, meter: Meter): number =>
  compare(a, b, meter) ?? fail(`no such overload: the order of ${typeName(a)} and ${typeName(b)}`);

/** Items in the order of their keys. */
export const sorted = (items: readonly CelValue[], keys: readonly CelValue[], meter: Meter): readonly CelValue[] => {
  toilItems(meter, items.length * Math.ceil(Math.log2(items.length + 1)));
  const [first] = keys;
  if (first !== undefined) orderOf(first, first, meter);
  const pairs = items.map((item, index) => ({ item, key: keys[index] ?? null }));
  pairs.sort((a, b) => orderOf(a.key, sameType(a.key, b.key), meter));
  return pairs.map(({ item }) => item);
};

const sameType = (a: CelValue, b: CelValue): CelValue => (typeName(a) === typeName(b) ? b : fail('list elements must have the same type'));
