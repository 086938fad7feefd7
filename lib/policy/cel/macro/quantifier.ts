import type { Macro } from '../compile/compiler.ts';
import { boolOf, weightier } from '../compile/logic.ts';
import { allCost, existsCost, oneCost } from '../cost/macro.ts';
import { charge } from '../value/meter.ts';
import { type CelSignal, signalOf } from '../value/signal.ts';
import { over } from './over.ts';
import { bodyOf, memberMacro } from './row.ts';

/** `all` is a chain of `&&` and `exists` one of `||`: an item that decides wins over items without a value. Source: cel-spec langdef, "Macros". */
const chained =
  (decides: boolean, variables: 1 | 2): Macro['expand'] =>
  (call, compiler, locals) => {
    const { each, bodies } = over(call, variables, compiler, locals);
    const body = bodyOf(bodies, call.offset);
    const cost = decides ? existsCost : allCost;
    return (frame) => {
      let isDecided = false;
      let reason: CelSignal | undefined;
      const isCut = each(frame, () => {
        charge(frame.meter, cost.step);
        try {
          isDecided = boolOf(body(frame), decides ? 'exists' : 'all') === decides;
        } catch (thrown) {
          reason = weightier(reason, signalOf(thrown));
        }
        return isDecided;
      });
      charge(frame.meter, isCut ? cost.stop + cost.end : cost.end);
      if (isDecided) return decides;
      if (reason) throw reason;
      return !decides;
    };
  };

/** Goes to the end, and has no value when an item has none. */
const once =
  (variables: 1 | 2): Macro['expand'] =>
  (call, compiler, locals) => {
    const { each, bodies } = over(call, variables, compiler, locals);
    const body = bodyOf(bodies, call.offset);
    return (frame) => {
      let found = 0;
      each(frame, () => {
        const isHit = boolOf(body(frame), 'exists_one');
        charge(frame.meter, isHit ? oneCost.step + oneCost.hit : oneCost.step);
        if (isHit) found += 1;
        return false;
      });
      charge(frame.meter, oneCost.end);
      return found === 1;
    };
  };

const both = [1, 2] as const;

export const quantifiers: readonly Macro[] = both.flatMap((variables) => [
  memberMacro('all', variables + 1, chained(false, variables)),
  memberMacro('exists', variables + 1, chained(true, variables)),
  memberMacro('exists_one', variables + 1, once(variables)),
  memberMacro('existsOne', variables + 1, once(variables)),
]);
