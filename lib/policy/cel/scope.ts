import type { Macro, Names } from './compile/compiler.ts';
import type { CelLibrary } from './library/library.ts';
import type { CelFunction, Overload } from './library/overload.ts';
import { invalid } from './syntax/invalid.ts';
import { fail } from './value/signal.ts';
import { type CelType, typeNamed } from './value/value.ts';

/**
 * What an expression may name. `variables`: plain or qualified (`object`, `variables.replicas`); a qualified one is asked for alone, so that each may be
 * lazy. `container`: the qualified name that names are looked up within first.
 */
export type CelScope = { readonly names: Names };

export type ScopeParts = {
  readonly variables: Iterable<string>;
  readonly libraries: readonly CelLibrary[];
  readonly functions?: readonly CelFunction[];
  readonly container?: string;
  /** What the specification says where clusters differ: see `Names`. */
  readonly isStrict?: boolean;
  /** Names that nothing has are errors of the run that comes to them, rather than of the source. */
  readonly isUnchecked?: boolean;
};

export const scopeOf = ({
  variables,
  libraries,
  functions = [],
  container = '',
  isUnchecked = false,
  isStrict = false,
}: ScopeParts): CelScope => {
  const known = new Set(variables);
  const overloads = overloadsOf([...functions, ...libraries.flatMap((library) => library.functions ?? [])]);
  const macros = new Map(libraries.flatMap((library) => library.macros ?? []).map((macro): [string, Macro] => [macroKey(macro), macro]));
  const types = new Map(libraries.flatMap((library) => library.types ?? []).map((name): [string, CelType] => [name, typeNamed(name)]));
  return {
    names: {
      hasVariable: (name) => known.has(name),
      constant: (name) => types.get(name),
      overloads: (style, name) => overloads.get(`${style} ${name}`),
      macro: (style, name, arity) => macros.get(macroKey({ style, name, arity })),
      candidates: (name) => candidates(container, name),
      isStrict,
      undeclared: isUnchecked ? (message) => () => fail(message) : invalid,
    },
  };
};

const overloadsOf = (functions: readonly CelFunction[]): ReadonlyMap<string, readonly Overload[]> => {
  const found = new Map<string, Overload[]>();
  for (const { style, name, overloads } of functions) {
    const key = `${style} ${name}`;
    const before = found.get(key);
    if (before) before.push(...overloads);
    else found.set(key, [...overloads]);
  }
  return found;
};

const macroKey = ({ style, name, arity }: Pick<Macro, 'style' | 'name' | 'arity'>): string => `${style} ${name} ${arity}`;

/** In the container `a.b` the name `c` may be `a.b.c`, `a.c` or `c`; `.c` is `c` alone. Source: cel-spec langdef, "Name Resolution". */
const candidates = (container: string, name: string): readonly string[] => {
  if (name.startsWith('.')) return [name.slice(1)];
  if (container === '') return [name];
  const parts = container.split('.');
  return [...parts.map((_, index) => `${parts.slice(0, parts.length - index).join('.')}.${name}`), name];
};
