import type { Json } from '../../../../model/json.ts';
import { valued } from '../../outcome.ts';
import { anything, expression, list, listOrText, sized, text, texts } from './argument.ts';
import { define, defineMany, type QueryFunction } from './define.ts';
import { joined } from './grow.ts';

export const listFunctions: readonly QueryFunction[] = [
  define('length', [sized], ([value]) =>
    valued(typeof value === 'string' ? Array.from(value).length : Array.isArray(value) ? value.length : Object.keys(value).length),
  ),
  // Of lists and objects in a list only the same one counts: Go cannot compare them at all.
  define('contains', [listOrText, anything], ([within, wanted]) =>
    valued(typeof within === 'string' ? typeof wanted === 'string' && within.includes(wanted) : within.includes(wanted)),
  ),
  define('reverse', [listOrText], ([value]) =>
    valued(typeof value === 'string' ? Array.from(value).reverse().join('') : Array.from(value).reverse()),
  ),
  define('join', [text, texts], ([separator, parts]) => joined(parts, separator)),
  define('map', [expression, list], ([apply, values]) => {
    const mapped: Json[] = [];
    for (const value of values) {
      const outcome = apply(value);
      if (outcome.kind !== 'value') return outcome;
      mapped.push(outcome.value);
    }
    return valued(mapped);
  }),
  define('to_array', [anything], ([value]) => valued(Array.isArray(value) ? value : [value])),
  defineMany('not_null', anything, (values) => valued(values.find((value) => value !== null) ?? null)),
];
