import { isObject, type Json, type JsonObject, memberOf, stringAt } from '../../../model/json.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { failed, type Outcome, valued } from '../outcome.ts';
import { type QueryScope, withMember } from '../query/scope.ts';
import { sources } from './source.table.ts';

/** Whose entries they are: the caller may have set a variable of a rule in place of what it would fetch. */
type Owner = { readonly policy: string; readonly rule: string };

/** The scope with the variables of a context. Each is fetched when something first asks for it, and may ask for those before it. */
export const withEntries = (
  scope: QueryScope,
  entries: readonly Json[],
  owner: Owner,
  { surroundings }: { readonly surroundings: ForeignSurroundings },
): QueryScope =>
  entries.filter(isObject).reduce((before, entry) => {
    const name = stringAt(entry, 'name') ?? '';
    return withMember(before, name, () => {
      const set = surroundings.variable(owner.policy, owner.rule, name);
      return set === undefined ? settled(fetched(entry, before, surroundings)) : valued(set);
    });
  }, scope);

const fetched = (entry: JsonObject, scope: QueryScope, surroundings: ForeignSurroundings): Outcome => {
  for (const [member, source] of Object.entries(sources)) {
    const asked = memberOf(entry, member);
    if (asked !== undefined && asked !== null) return source(asked, scope, surroundings);
  }
  return failed(`the context entry ${JSON.stringify(stringAt(entry, 'name') ?? '')} is of no known kind`);
};

/** An entry that comes to nothing is an error that no operator around the variable takes for null. Source: Kyverno, deferred loaders. */
const settled = (outcome: Outcome): Outcome => (outcome.kind === 'missing' ? failed(outcome.message) : outcome);
