import type { Macro } from '../compile/compiler.ts';
import type { Evaluate } from '../compile/frame.ts';
import type { Node } from '../syntax/ast.ts';
import { invalid } from '../syntax/invalid.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import type { CelValue } from '../value/value.ts';

export const globalMacro = (name: string, arity: number, expand: Macro['expand']): Macro => ({ name, style: 'global', arity, expand });
export const memberMacro = (name: string, arity: number, expand: Macro['expand']): Macro => ({ name, style: 'member', arity, expand });

/** The name of a variable that a macro binds. */
export const simpleName = (node: Node | undefined): string => {
  if (node?.kind === 'name' && !node.isAbsolute) return node.name;
  return invalid('argument must be a simple name', node?.offset ?? 0);
};

/** An argument that the macro's arity promises. */
export const partOf = <T>(part: T | null | undefined, offset: number): T => part ?? invalid('an argument is missing', offset);

/** What a macro goes over: the items of a list, the keys of a map. */
export const itemsOf = (value: CelValue): readonly CelValue[] => {
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'list') return value.items;
    if (value.kind === 'map') return value.keys();
  }
  return fail(`no such overload: a macro over ${typeName(value)}`);
};

/** The only body of a macro. */
export const bodyOf = (bodies: readonly Evaluate[], offset: number): Evaluate => partOf(bodies[0], offset);
