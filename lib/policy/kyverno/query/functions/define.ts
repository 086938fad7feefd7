import { failed, type Outcome } from '../../outcome.ts';
import type { QueryScope } from '../scope.ts';
import type { Argument, Parameter } from './argument.ts';

/** A function of the query language. `call` never sees arguments of a wrong number or type. */
export type QueryFunction = { readonly name: string; call(given: readonly Argument[], scope: QueryScope): Outcome };

/** What a function does with its arguments, each of the type its parameter says. */
type Work<Values> = (values: Values, scope: QueryScope) => Outcome;

/** A row of the table of functions. */
export const define = <Values extends readonly unknown[]>(
  name: string,
  parameters: { readonly [Index in keyof Values]: Parameter<Values[Index]> },
  work: Work<Values>,
): QueryFunction => ({
  name,
  call: (given, scope) => {
    if (given.length !== parameters.length) return failed(`${name} takes ${parameters.length} arguments, not ${given.length}`);
    const taken: unknown[] = [];
    for (const [index, argument] of given.entries()) {
      const parameter = parameters[index];
      const value = parameter?.take(argument);
      if (value === undefined) return failed(`argument ${index + 1} of ${name} is not ${parameter?.expects}`);
      taken.push(value);
    }
    return work(asTaken<Values>(taken), scope);
  },
});

/** As `define`, for functions that take one or more of the same kind. */
export const defineMany = <Value>(name: string, parameter: Parameter<Value>, work: Work<readonly Value[]>): QueryFunction => ({
  name,
  call: (given, scope) => {
    if (given.length === 0) return failed(`${name} takes at least one argument`);
    const taken: Value[] = [];
    for (const [index, argument] of given.entries()) {
      const value = parameter.take(argument);
      if (value === undefined) return failed(`argument ${index + 1} of ${name} is not ${parameter.expects}`);
      taken.push(value);
    }
    return work(taken, scope);
  },
});

/** Holds because every value came out of the parameter at its place, and there are as many as parameters. */
const asTaken = <Values extends readonly unknown[]>(taken: readonly unknown[]): Values => taken as readonly unknown[] as Values;
