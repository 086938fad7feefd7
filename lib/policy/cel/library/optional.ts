import { optionalMacros } from '../macro/optional.ts';
import { type Meter, toilItems } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { type CelList, type CelValue, listOf, none, optionalOf } from '../value/value.ts';
import { any, list, optional } from './kind.ts';
import type { CelLibrary } from './library.ts';
import { global, member, nullary, unary } from './overload.ts';

/** Values that stand for nothing of their type. */
const isZero = (value: CelValue): boolean => {
  if (value === null || value === false || value === 0n || value === 0 || value === '') return true;
  if (typeof value !== 'object') return false;
  switch (value.kind) {
    case 'uint':
      return value.value === 0n;
    case 'bytes':
      return value.bytes.length === 0;
    case 'list':
      return value.items.length === 0;
    case 'map':
      return value.size() === 0;
    case 'message':
      return value.fields.size() === 0;
    case 'duration':
      return value.nanos === 0n;
    default:
      return false;
  }
};

/** The values of those that have one. */
const unwrapped = ({ items }: CelList, meter: Meter): CelList => {
  toilItems(meter, items.length);
  return listOf(items.flatMap(valuesOf));
};

const valuesOf = (value: CelValue): readonly CelValue[] => {
  if (typeof value !== 'object' || value?.kind !== 'optional') return fail('unwrap of a list whose items are no optionals');
  return value.value === undefined ? [] : [value.value];
};

/** Source: cel-go cel/library.go, OptionalTypes. `isOld`: `orValue` of a value that is no optional is the value. */
export const optionals = (isOld: boolean): CelLibrary => ({
  types: ['optional_type'],
  macros: optionalMacros(isOld),
  functions: [
    global('optional.of', unary(any, optionalOf)),
    global(
      'optional.ofNonZeroValue',
      unary(any, (value) => (isZero(value) ? none : optionalOf(value))),
    ),
    global(
      'optional.none',
      nullary(() => none),
    ),
    member(
      'hasValue',
      unary(optional, ({ value }) => value !== undefined),
    ),
    member(
      'value',
      unary(optional, ({ value }) => (value === undefined ? fail('optional.none() dereference') : value)),
    ),
    global('optional.unwrap', unary(list, unwrapped)),
    member('unwrapOpt', unary(list, unwrapped)),
    member(
      'first',
      unary(list, ({ items }) => optionalOf(items[0])),
    ),
    member(
      'last',
      unary(list, ({ items }) => optionalOf(items.at(-1))),
    ),
  ],
});
