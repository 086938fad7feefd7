import type { CelFunction, Overload } from '../library/overload.ts';
import type { Node } from '../syntax/ast.ts';
import type { CelValue } from '../value/value.ts';
import type { Evaluate } from './frame.ts';
import type { Locals } from './locals.ts';

/** What the parts of the compilation share. `slot`: one that nothing else of the program uses. `root`: the place of a variable in the program's list. */
export type Compiler = {
  readonly names: Names;
  readonly compile: (node: Node, locals: Locals) => Evaluate;
  readonly slot: () => number;
  readonly root: (name: string) => number;
};

/** What an expression may name. `candidates`: the names that a name may stand for in the container, in the order they are tried. */
export type Names = {
  readonly hasVariable: (name: string) => boolean;
  readonly constant: (name: string) => CelValue | undefined;
  readonly overloads: (style: CelFunction['style'], name: string) => readonly Overload[] | undefined;
  readonly macro: (style: CelFunction['style'], name: string, arity: number) => Macro | undefined;
  readonly candidates: (name: string) => readonly string[];
  /** Whether a plain field behind an optional one is an error of a value that can have no fields, rather than nothing. */
  readonly isStrict: boolean;
  /** Of a name that nothing has: throws `Invalid`, or makes it an error of the run that comes to it. */
  readonly undeclared: (message: string, offset: number) => Evaluate;
};

/**
 * A call that is compiled by its source rather than run with values. `target`: null for a global one. `expand`: throws `Invalid` for arguments that are
 * not what the macro takes.
 */
export type Macro = {
  readonly name: string;
  readonly style: CelFunction['style'];
  readonly arity: number;
  readonly expand: (call: MacroCall, compiler: Compiler, locals: Locals) => Evaluate;
};

export type MacroCall = { readonly target: Node | null; readonly args: readonly Node[]; readonly offset: number };
