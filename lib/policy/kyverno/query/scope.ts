import type { JsonObject } from '../../../model/json.ts';
import { failed, missing, type Outcome, valued } from '../outcome.ts';
import { type Budget, deeper } from '../scalar/budget.ts';

/**
 * What queries, variables and conditions are asked about. `root`: a member of the root (`request`, `images`, `element`, a context variable); it is
 * `missing` when there is none of that name. `now`: milliseconds since 1970. `budget`: counted down by all that is asked in this scope.
 */
export type QueryScope = {
  root(name: string): Outcome;
  names(): readonly string[];
  readonly now: number;
  readonly budget: Budget;
};

/** How a member of the root comes to its value, when somebody first asks for it. */
export type Resolve = () => Outcome;

/** A scope of nothing but what is added to it by `withMember`. */
export const emptyScope = (now: number, budget: Budget): QueryScope => ({
  root: (name) => missing(`there is no variable ${JSON.stringify(name)}`),
  names: () => [],
  now,
  budget,
});

// What a member that asks for another one takes of the stack, beside the query it asks by.
const levels = 6;

/**
 * The scope with one member more, which stands before one of the same name. It is resolved at most once, and in the scope that the caller chooses: a
 * context entry that asks for the earlier scope can ask for an entry of its own name without asking for itself.
 */
export const withMember = (scope: QueryScope, name: string, resolve: Resolve): QueryScope => {
  let known: Outcome | 'asked' | undefined;
  const value = (): Outcome => {
    if (known === 'asked') return failed(`the variable ${JSON.stringify(name)} asks for itself`);
    if (known) return known;
    known = 'asked';
    known = deeper(scope.budget, levels, resolve) ?? failed('the variables that ask for each other are too many');
    return known;
  };
  return {
    root: (asked) => (asked === name ? value() : scope.root(asked)),
    names: () => [...new Set([...scope.names(), name])],
    now: scope.now,
    budget: scope.budget,
  };
};

/** As `withMember`, for values that are there already: `element` and `elementIndex` of a foreach. */
export const withMembers = (scope: QueryScope, members: JsonObject): QueryScope => {
  const own = new Map(Object.entries(members));
  return {
    root: (name) => {
      const value = own.get(name);
      return value === undefined ? scope.root(name) : valued(value);
    },
    names: () => [...new Set([...scope.names(), ...own.keys()])],
    now: scope.now,
    budget: scope.budget,
  };
};
