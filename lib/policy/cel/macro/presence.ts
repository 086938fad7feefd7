import type { Macro } from '../compile/compiler.ts';
import { compilePresence } from '../compile/select.ts';
import { globalMacro, partOf } from './row.ts';

export const presence: Macro = globalMacro('has', 1, (call, compiler, locals) => {
  const argument = partOf(call.args[0], call.offset);
  return compilePresence(argument, argument.offset, locals, compiler);
});
