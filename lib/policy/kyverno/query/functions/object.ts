import { isList, isObject, type Json, memberOf } from '../../../../model/json.ts';
import { failed, valued } from '../../outcome.ts';
import { areEqual } from '../../scalar/equal.ts';
import { list, listOrObject, object, text, textOrNumber } from './argument.ts';
import { compareTexts } from './compare-texts.ts';
import { define, defineMany, type QueryFunction } from './define.ts';
import { asText } from './type.ts';

export const objectFunctions: readonly QueryFunction[] = [
  define('keys', [object], ([value]) => valued(Object.keys(value))),
  define('values', [object], ([value]) => valued(Object.values(value))),
  defineMany('merge', object, (values) => valued(Object.fromEntries(values.flatMap((value) => Object.entries(value))))),
  define('items', [listOrObject, text, text], ([value, key, member]) => {
    const entries: [Json, Json][] = isList(value)
      ? value.map((item, index) => [index, item])
      : Object.entries(value).sort(([left], [right]) => compareTexts(left, right));
    return valued(
      entries.map(([name, item]) =>
        Object.fromEntries([
          [key, name],
          [member, item],
        ]),
      ),
    );
  }),
  define('object_from_lists', [list, list], ([keys, values]) => {
    const entries: [string, Json][] = [];
    for (const [index, key] of keys.entries()) {
      const name = asText(key);
      if (name === undefined) return failed('a key of object_from_lists is no string, number or boolean');
      entries.push([name, values[index] ?? null]);
    }
    return valued(Object.fromEntries(entries));
  }),
  define('lookup', [listOrObject, textOrNumber], ([within, key]) => {
    if (isObject(within))
      return typeof key === 'string' ? valued(memberOf(within, key) ?? null) : failed('lookup in an object takes a string');
    if (typeof key !== 'number' || !Number.isInteger(key)) return failed('lookup in a list takes a whole number');
    return valued(key < 0 ? null : (within[key] ?? null));
  }),
  define('label_match', [object, object], ([wanted, labels], { budget }) =>
    valued(
      Object.entries(wanted).every(([key, value]) => {
        const label = memberOf(labels, key);
        return label !== undefined && areEqual(label, value, budget);
      }),
    ),
  ),
];
