import type { Macro } from '../compile/compiler.ts';
import { lazy } from '../compile/locals.ts';
import { charge } from '../value/meter.ts';
import { globalMacro, partOf, simpleName } from './row.ts';

// The list that cel-go's expansion goes over, to do nothing.
const bindCost = 10;

/** `cel.bind(name, value, body)`: the value is worked out when the body first asks for it. */
export const bind: Macro = globalMacro('cel.bind', 3, ({ args: [name, value, body], offset }, compiler, locals) => {
  const slot = compiler.slot();
  const init = compiler.compile(partOf(value, offset), locals);
  const run = compiler.compile(partOf(body, offset), lazy(simpleName(name), slot, init, locals));
  return (frame) => {
    charge(frame.meter, bindCost);
    frame.locals[slot] = undefined;
    return run(frame);
  };
});
