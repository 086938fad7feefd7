import type { CelScope } from '../../cel/cel.ts';

/** A scope with a policy's own variables, one by one, and `variables` for expressions that look one up. What the scope holds beside is shared: it is large. */
export const withOwnVariables = (base: CelScope, variables: readonly string[]): CelScope => {
  const own = new Set(['variables', ...variables.map((name) => `variables.${name}`)]);
  return { names: { ...base.names, hasVariable: (name) => own.has(name) || base.names.hasVariable(name) } };
};

/** Made when the first policy asks for it, and once. */
export const once = <Made>(make: () => Made): (() => Made) => {
  let made: { readonly value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
