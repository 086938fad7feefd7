import type { Macro } from '../compile/compiler.ts';
import type { Evaluate, Frame } from '../compile/frame.ts';
import { boolOf } from '../compile/logic.ts';
import { entryCost, listCost, type MacroCost, mapCost } from '../cost/macro.ts';
import { type Entries, newEntries } from '../value/entries.ts';
import { entryOf } from '../value/map.ts';
import { charge, toil } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import { type CelMap, type CelValue, listOf } from '../value/value.ts';
import { type Over, over } from './over.ts';
import { memberMacro, partOf } from './row.ts';

/** A list of what `output` gives for each that `keeps`; without `output` the items themselves. */
const gathered = ({ each }: Over, keeps: Evaluate | undefined, output: Evaluate | undefined): Evaluate => {
  // A filter gives the variable itself.
  const hit = output ? listCost.hit : listCost.hit + 1;
  return (frame) => {
    const found: CelValue[] = [];
    each(frame, (item) => {
      const isHit = !keeps || boolOf(keeps(frame), 'filter');
      charge(frame.meter, isHit ? listCost.step + hit : listCost.step);
      if (isHit) found.push(output ? output(frame) : item);
      return false;
    });
    charge(frame.meter, listCost.start + listCost.end);
    return listOf(found);
  };
};

const filter: Macro['expand'] = (call, compiler, locals) => {
  const range = over(call, 1, compiler, locals);
  return gathered(range, partOf(range.bodies[0], call.offset), undefined);
};

/** One body transforms; of two the first says which. */
const mapped =
  (variables: 1 | 2): Macro['expand'] =>
  (call, compiler, locals) => {
    const range = over(call, variables, compiler, locals);
    const [first, second] = range.bodies;
    return gathered(range, second && first, partOf(second ?? first, call.offset));
  };

type Gather = (entries: Entries, frame: Frame, key: CelValue) => void;

const mapMacro =
  (cost: MacroCost, gather: (output: Evaluate) => Gather): Macro['expand'] =>
  (call, compiler, locals) => {
    const { each, bodies } = over(call, 2, compiler, locals);
    const [first, second] = bodies;
    const keeps = second && first;
    const add = gather(partOf(second ?? first, call.offset));
    return (frame) => {
      const entries = newEntries();
      each(frame, (key) => {
        const isHit = !keeps || boolOf(keeps(frame), 'transformMap');
        charge(frame.meter, isHit ? cost.step + cost.hit : cost.step);
        if (isHit) add(entries, frame, key);
        return false;
      });
      charge(frame.meter, cost.start + cost.end);
      return entries.map();
    };
  };

const transformMap = mapMacro(mapCost, (output) => (entries, frame, key) => entries.put(key, output(frame)));

/** The output is a map whose entries are all taken over. */
const transformMapEntry = mapMacro(entryCost, (output) => (entries, frame) => {
  const value = mapIn(output(frame));
  toil(frame.meter, value.size());
  for (const key of value.keys()) {
    const member = entryOf(value, key);
    if (member !== undefined) entries.put(key, member);
  }
});

const mapIn = (value: CelValue): CelMap =>
  typeof value === 'object' && value?.kind === 'map' ? value : fail(`no such overload: transformMapEntry to ${typeName(value)}`);

export const transforms: readonly Macro[] = [
  memberMacro('filter', 2, filter),
  ...[2, 3].map((arity) => memberMacro('map', arity, mapped(1))),
  ...[3, 4].flatMap((arity) => [
    memberMacro('transformList', arity, mapped(2)),
    memberMacro('transformMap', arity, transformMap),
    memberMacro('transformMapEntry', arity, transformMapEntry),
  ]),
];
