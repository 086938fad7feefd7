import { compare } from '../../value/compare.ts';
import { type Meter, toilItems } from '../../value/meter.ts';
import { fail } from '../../value/signal.ts';
import { typeName } from '../../value/type-name.ts';
import type { CelValue } from '../../value/value.ts';

/** Of two values of one type; throws the signal of an error for those that have no order. */
export const orderOf = (a: CelValue, b: CelValue, meter: Meter): number =>
  (typeName(a) === typeName(b) ? compare(a, b, meter) : undefined) ??
  fail(`no such overload: the order of ${typeName(a)} and ${typeName(b)}`);

/** Items in the order of their keys. */
export const sorted = (items: readonly CelValue[], keys: readonly CelValue[], meter: Meter): readonly CelValue[] => {
  toilItems(meter, items.length * Math.ceil(Math.log2(items.length + 1)));
  const [first] = keys;
  if (first !== undefined) orderOf(first, first, meter);
  const pairs = items.map((item, index) => ({ item, key: keys[index] ?? null }));
  pairs.sort((a, b) => orderOf(a.key, b.key, meter));
  return pairs.map(({ item }) => item);
};
