import { add } from '../../value/arithmetic.ts';
import { equal } from '../../value/equal.ts';
import { type Meter, toil, toilItems } from '../../value/meter.ts';
import { fail } from '../../value/signal.ts';
import { type CelList, type CelValue, listOf } from '../../value/value.ts';
import { any, int, list } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { binary, global, member, ternary, unary } from '../overload.ts';
import { orderOf, sorted } from './order.ts';
import { sortBy } from './sort-by.ts';

const longestRange = 100_000;

const range = (size: bigint, meter: Meter): CelList => {
  if (size < 0n || size > longestRange) return fail(`lists.range: size ${size} is not from 0 to ${longestRange}`);
  toilItems(meter, Number(size));
  return listOf(Array.from({ length: Number(size) }, (_, index) => BigInt(index)));
};

const slice = ({ items }: CelList, start: bigint, end: bigint, meter: Meter): CelList => {
  if (start < 0n || start > end || end > items.length) return fail(`cannot slice(${start}, ${end}) of ${items.length} items`);
  toilItems(meter, Number(end - start));
  return listOf(items.slice(Number(start), Number(end)));
};

/** Its levels are what is paid for: a list that holds one list twice doubles at each. */
const flatten = (items: readonly CelValue[], depth: bigint, meter: Meter, found: CelValue[] = []): readonly CelValue[] => {
  toilItems(meter, items.length);
  for (const item of items) {
    if (typeof item === 'object' && item?.kind === 'list' && depth > 0n) flatten(item.items, depth - 1n, meter, found);
    else found.push(item);
  }
  return found;
};

const distinct = ({ items }: CelList, meter: Meter): CelList => {
  const found: CelValue[] = [];
  for (const item of items) {
    toil(meter, found.length + 1);
    if (!found.some((other) => equal(item, other, meter))) found.push(item);
  }
  return listOf(found);
};

const best = (wins: (order: number) => boolean) =>
  unary(list, ({ items }, meter) => {
    toil(meter, items.length);
    const [first, ...rest] = items;
    if (first === undefined) return fail('min or max called on an empty list');
    orderOf(first, first, meter);
    return rest.reduce((found, next) => (wins(orderOf(next, found, meter)) ? next : found), first);
  });

const sum = ({ items }: CelList, meter: Meter): CelValue => {
  toil(meter, items.length);
  const [first, ...rest] = items;
  if (first === undefined) return 0n;
  return rest.reduce((total, next) => add(total, next, meter) ?? fail('no such overload: sum of values of several types'), summand(first));
};

const summand = (value: CelValue): CelValue =>
  typeof value === 'bigint' ||
  typeof value === 'number' ||
  (typeof value === 'object' && (value?.kind === 'uint' || value?.kind === 'duration'))
    ? value
    : fail('no such overload: sum of values that are no numbers');

const indexOf = (items: readonly CelValue[], wanted: CelValue, meter: Meter): bigint => {
  toil(meter, items.length);
  return BigInt(items.findIndex((item) => equal(item, wanted, meter)));
};

const lastIndexOf = (items: readonly CelValue[], wanted: CelValue, meter: Meter): bigint => {
  toil(meter, items.length);
  return BigInt(items.findLastIndex((item) => equal(item, wanted, meter)));
};

const isSorted = ({ items }: CelList, meter: Meter): boolean =>
  items.every((item, index) => {
    const before = items[index - 1];
    toil(meter, 1);
    return before === undefined || orderOf(before, item, meter) <= 0;
  });

/** Sources: cel-go ext/lists.go, version 3, and kubernetes apiserver pkg/cel/library/lists.go. */
export const listLibrary: CelLibrary = {
  macros: [sortBy],
  functions: [
    global('lists.range', unary(int, range)),
    member('slice', ternary(list, int, int, slice)),
    member(
      'flatten',
      unary(list, ({ items }, meter) => listOf(flatten(items, 1n, meter))),
      binary(list, int, ({ items }, depth, meter) =>
        depth < 0n ? fail('level must be non-negative') : listOf(flatten(items, depth, meter)),
      ),
    ),
    member('distinct', unary(list, distinct)),
    member(
      'reverse',
      unary(list, ({ items }, meter) => {
        toilItems(meter, items.length);
        return listOf(items.toReversed());
      }),
    ),
    member(
      'sort',
      unary(list, ({ items }, meter) => listOf(sorted(items, items, meter))),
    ),
    member(
      'min',
      best((order) => order < 0),
    ),
    member(
      'max',
      best((order) => order > 0),
    ),
    member('sum', unary(list, sum)),
    member('isSorted', unary(list, isSorted)),
    member(
      'indexOf',
      binary(list, any, ({ items }, wanted, meter) => indexOf(items, wanted, meter)),
    ),
    member(
      'lastIndexOf',
      binary(list, any, ({ items }, wanted, meter) => lastIndexOf(items, wanted, meter)),
    ),
    member(
      'includes',
      binary(list, any, ({ items }, wanted, meter) => indexOf(items, wanted, meter) >= 0n),
    ),
  ],
};
