import { compileKyverno } from '../kyverno/compile.ts';
import { compileValidating } from '../validating/compile.ts';
import type { CompileForeign } from './policy.ts';

/**
 * The engines, a row each. Every one is given all the documents and compiles what is its own: it passes over the policies of the others, and takes exceptions,
 * bindings and parameters for those that it compiles. Problems name the place of a document in the list that was given.
 */
const engines: readonly CompileForeign[] = [compileKyverno, compileValidating];

/** Every policy of the documents, in their order within each engine, and everything that is wrong with them. */
export const compileForeign: CompileForeign = (documents) => {
  const compiled = engines.map((compile) => compile(documents));
  return {
    policies: compiled.flatMap(({ policies }) => policies),
    problems: compiled.flatMap(({ problems }) => problems).sort((a, b) => a.document - b.document),
  };
};
