import { charge } from '../value/meter.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './frame.ts';
import { type Locals, localNamed } from './locals.ts';

/** A variable, a local one first, or a type; `name` may be qualified. Undefined when nothing has this name. */
export const resolve = (name: string, locals: Locals, { names, root }: Compiler): Evaluate | undefined => {
  const local = localNamed(locals, name);
  if (local) return local;
  for (const candidate of names.candidates(name)) {
    if (names.hasVariable(candidate)) return rootAt(root(candidate));
    const constant = names.constant(candidate);
    if (constant !== undefined) return () => constant;
  }
  return undefined;
};

const rootAt =
  (index: number): Evaluate =>
  (frame) => {
    charge(frame.meter, 1);
    return frame.root(index);
  };

export const compileName = (name: string, offset: number, locals: Locals, compiler: Compiler): Evaluate =>
  resolve(name, locals, compiler) ?? compiler.names.undeclared(`undeclared reference to '${name}'`, offset);
