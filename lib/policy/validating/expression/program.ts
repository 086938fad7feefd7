import { type CelProgram, type CelScope, compileCel } from '../../cel/cel.ts';
import type { Problem } from '../problem.ts';

export type NamedProgram = { readonly name: string; readonly source: string; readonly program: CelProgram };

/** Compiles expressions of one scope, and keeps what is wrong with any of them. `compile`: undefined for one that is no CEL, `named`: none. */
export type Compilation = {
  readonly problems: readonly Problem[];
  compile(source: string, pointer: string): CelProgram | undefined;
  named(name: string, source: string, pointer: string): readonly NamedProgram[];
  refuse(pointer: string, message: string): void;
};

/** Kubernetes' own limit is the object's size; no expression of a person's is near to this. */
const longest = 65_536;

export const compilation = (scope: CelScope): Compilation => {
  const problems: Problem[] = [];
  const refuse = (pointer: string, message: string): undefined => {
    problems.push({ pointer, message });
    return undefined;
  };
  const compile = (source: string, pointer: string): CelProgram | undefined => {
    if (source.length > longest) return refuse(pointer, `an expression of more than ${longest} characters`);
    const compiled = compileCel(source, scope);
    if (compiled.kind === 'program') return compiled.program;
    return refuse(pointer, `${compiled.message} (at character ${compiled.offset + 1})`);
  };
  return {
    problems,
    refuse,
    compile,
    named: (name, source, pointer) => {
      const program = compile(source, pointer);
      return program ? [{ name, source, program }] : [];
    },
  };
};
