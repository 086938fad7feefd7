import type { Json, JsonObject } from '../../../lib/model/json.ts';
import type { Outcome } from '../../../lib/policy/kyverno/outcome.ts';
import { compileQuery } from '../../../lib/policy/kyverno/query/compile.ts';
import { emptyScope, type QueryScope, withMembers } from '../../../lib/policy/kyverno/query/scope.ts';
import { budgetOf } from '../../../lib/policy/kyverno/scalar/budget.ts';

/** Noon of 1 March 2024 in UTC. */
export const noon = Date.UTC(2024, 2, 1, 12);

/** A scope whose root has the members of an object. */
export const scopeOf = (members: JsonObject = {}, steps?: number): QueryScope => withMembers(emptyScope(noon, budgetOf(steps)), members);

/** What a query finds: the value, or the kind of what went wrong in angle brackets. */
export const found = (query: string, members: JsonObject = {}, steps?: number): Json => {
  const compiled = compileQuery(query);
  return compiled.kind === 'query' ? told(compiled.query.search(scopeOf(members, steps))) : '<invalid>';
};

export const told = (outcome: Outcome): Json => (outcome.kind === 'value' ? outcome.value : `<${outcome.kind}>`);
