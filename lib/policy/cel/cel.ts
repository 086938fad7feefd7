/** The Common Expression Language, as policies use it. Functions of a scope are written as rows: library/overload.ts, library/kind.ts. */
export type { CelBinding, CelBindings, CelOutcome } from './bindings.ts';
export { type CelBudget, type CelProgram, celBudget, compileCel } from './compile-cel.ts';
export { kubernetesScope } from './kubernetes-scope.ts';
export { type CelScope, scopeOf } from './scope.ts';
export { fromCel, toCel } from './value/json.ts';
export { fail, unknown } from './value/signal.ts';
export type { CelValue } from './value/value.ts';
