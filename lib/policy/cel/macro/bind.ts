import type { Macro } from '../compile/compiler.ts';
import { lazy } from '../compile/locals.ts';
import { globalMacro, partOf, simpleName } from './row.ts';

/** `cel.bind(name, value, body)`: the value is worked out when the body first asks for it. */
export const bind: Macro = globalMacro('cel.bind', 3, ({ args: [name, value, body], offset }, compiler, locals) => {
  const slot = compiler.slot();
  const init = compiler.compile(partOf(value, offset), locals);
  const run = compiler.compile(partOf(body, offset), lazy(simpleName(name), slot, init, locals));
  return (frame) => {
    frame.locals[slot] = undefined;
    return run(frame);
  };
});
