import type { Macro } from '../../compile/compiler.ts';
import { over } from '../../macro/over.ts';
import { bodyOf, memberMacro } from '../../macro/row.ts';
import { type CelValue, listOf } from '../../value/value.ts';
import { sorted } from './order.ts';

/** `list.sortBy(x, key)`. */
export const sortBy: Macro = memberMacro('sortBy', 2, (call, compiler, locals) => {
  const { each, bodies } = over(call, 1, compiler, locals);
  const body = bodyOf(bodies, call.offset);
  return (frame) => {
    const [items, keys]: [CelValue[], CelValue[]] = [[], []];
    each(frame, (item) => {
      items.push(item);
      keys.push(body(frame));
      return false;
    });
    return listOf(sorted(items, keys, frame.meter));
  };
});
