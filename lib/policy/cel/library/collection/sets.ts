import { equal } from '../../value/equal.ts';
import { type Meter, toil } from '../../value/meter.ts';
import type { CelList, CelValue } from '../../value/value.ts';
import { list } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { binary, global } from '../overload.ts';

const has = ({ items }: CelList, wanted: CelValue, meter: Meter): boolean =>
  items.some((item) => {
    toil(meter, 1);
    return equal(item, wanted, meter);
  });

const contains = (all: CelList, some: CelList, meter: Meter): boolean => some.items.every((item) => has(all, item, meter));

/** Source: cel-go ext/sets.go. Lists as sets: order and repetition say nothing. */
export const setLibrary: CelLibrary = {
  functions: [
    global('sets.contains', binary(list, list, contains)),
    global(
      'sets.equivalent',
      binary(list, list, (a, b, meter) => contains(a, b, meter) && contains(b, a, meter)),
    ),
    global(
      'sets.intersects',
      binary(list, list, (a, b, meter) => a.items.some((item) => has(b, item, meter))),
    ),
  ],
};
