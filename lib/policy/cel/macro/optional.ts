import type { Macro } from '../compile/compiler.ts';
import type { Evaluate } from '../compile/frame.ts';
import { bound } from '../compile/locals.ts';
import { charge } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import { type CelOptional, type CelValue, none, optionalOf } from '../value/value.ts';
import { memberMacro, partOf, simpleName } from './row.ts';

// `hasValue()` and `optional.none()`; or `hasValue()`, `value()`, what binds it, and `optional.of()`. Source: cel-go cel/macro expansion of optMap.
const [noneCost, someCost] = [2, 13];

const isOptional = (value: CelValue): value is CelOptional => typeof value === 'object' && value?.kind === 'optional';

const needed = (value: CelValue, name: string): CelOptional =>
  isOptional(value) ? value : fail(`no such overload: ${typeName(value)}.${name}`);

/** `optMap(x, body)` wraps what the body gives; `optFlatMap(x, body)` takes an optional from it. */
const mapped = (name: string, wrap: (value: CelValue) => CelValue): Macro =>
  memberMacro(name, 2, ({ target, args: [variable, body], offset }, compiler, locals) => {
    const from = compiler.compile(partOf(target, offset), locals);
    const slot = compiler.slot();
    const run = compiler.compile(partOf(body, offset), bound(simpleName(variable), slot, locals));
    return (frame) => {
      const { value } = needed(from(frame), name);
      charge(frame.meter, value === undefined ? noneCost : someCost);
      if (value === undefined) return none;
      frame.locals[slot] = value;
      return wrap(run(frame));
    };
  });

type Choose = (from: CelValue, other: () => CelValue) => CelValue;

/** A method whose argument is evaluated only when the target has no value. Source: cel-go planner, planOptionalOr. */
const otherwise = (name: string, choose: Choose): Macro =>
  memberMacro(name, 1, ({ target, args: [argument], offset }, compiler, locals) => {
    const from = compiler.compile(partOf(target, offset), locals);
    const other: Evaluate = compiler.compile(partOf(argument, offset), locals);
    return (frame) => {
      const value = from(frame);
      return choose(value, () => other(frame));
    };
  });

const strictOr: Choose = (from, other) => (needed(from, 'or').value === undefined ? needed(other(), 'or') : from);
const oldOr: Choose = (from, other) => (isOptional(from) && from.value === undefined ? other() : from);

const strictOrValue: Choose = (from, other) => {
  const { value } = needed(from, 'orValue');
  return value === undefined ? other() : value;
};

/** Up to cel-go 0.27 a value that is no optional was its own `orValue`, and its own `or`. Source: google/cel-go #1276. */
const oldOrValue: Choose = (from, other) => (isOptional(from) ? strictOrValue(from, other) : from);

export const optionalMacros = (isOld: boolean): readonly Macro[] => [
  mapped('optMap', optionalOf),
  mapped('optFlatMap', (value) => (isOld ? value : needed(value, 'optFlatMap'))),
  otherwise('or', isOld ? oldOr : strictOr),
  otherwise('orValue', isOld ? oldOrValue : strictOrValue),
];
