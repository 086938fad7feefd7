import type { Compiler, MacroCall } from '../compile/compiler.ts';
import type { Evaluate, Frame } from '../compile/frame.ts';
import { bound, type Locals } from '../compile/locals.ts';
import { invalid } from '../syntax/invalid.ts';
import { entryOf } from '../value/map.ts';
import { toil } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import type { CelValue } from '../value/value.ts';
import { itemsOf, partOf, simpleName } from './row.ts';

/**
 * What a macro goes over, and how many variables it binds: one takes the items of a list or the keys of a map, two take index and item or key and value.
 * `bodies`: the rest of the arguments, compiled with the variables bound. `each` goes on until `visit` answers
 * true, and tells whether it has left some out.
 */
export type Over = {
  readonly bodies: readonly Evaluate[];
  readonly each: (frame: Frame, visit: (item: CelValue) => boolean) => boolean;
  readonly range: Evaluate;
};

export const over = (call: MacroCall, variables: 1 | 2, compiler: Compiler, outer: Locals): Over => {
  const range = compiler.compile(partOf(call.target, call.offset), outer);
  const names = call.args.slice(0, variables).map(simpleName);
  if (new Set(names).size < names.length) invalid('the two variables of a macro must differ', call.offset);
  const slots = names.map(() => compiler.slot());
  const locals = names.reduce((around: Locals, name, index) => bound(name, slots[index] ?? 0, around), outer);
  const bodies = call.args.slice(variables).map((body) => compiler.compile(body, locals));
  const [first = 0, second] = slots;
  return { bodies, range, each: second === undefined ? one(range, first) : two(range, first, second) };
};

const one =
  (range: Evaluate, slot: number): Over['each'] =>
  (frame, visit) => {
    const items = itemsOf(range(frame));
    let visited = 0;
    for (const item of items) {
      toil(frame.meter, 1);
      visited += 1;
      frame.locals[slot] = item;
      if (visit(item)) return visited < items.length;
    }
    return false;
  };

const two =
  (range: Evaluate, first: number, second: number): Over['each'] =>
  (frame, visit) => {
    const value = range(frame);
    const items = itemsOf(value);
    for (const [index, item] of items.entries()) {
      toil(frame.meter, 1);
      const [left, right] = pairOf(value, item, index);
      frame.locals[first] = left;
      frame.locals[second] = right;
      if (visit(left)) return index + 1 < items.length;
    }
    return false;
  };

const pairOf = (range: CelValue, item: CelValue, index: number): readonly [CelValue, CelValue] => {
  if (typeof range !== 'object' || range?.kind !== 'map') return [BigInt(index), item];
  const value = entryOf(range, item);
  return [item, value === undefined ? fail(`no such key: ${typeName(item)}`) : value];
};
