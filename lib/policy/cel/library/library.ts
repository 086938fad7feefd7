import type { Macro } from '../compile/compiler.ts';
import type { CelFunction } from './overload.ts';

/** Functions, macros and names of types that belong together. A row with the name of another adds its overloads, ahead of the earlier ones. */
export type CelLibrary = {
  readonly functions?: readonly CelFunction[];
  readonly macros?: readonly Macro[];
  readonly types?: readonly string[];
};
