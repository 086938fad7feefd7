import { isList, isObject, type Json, type JsonObject, memberOf, pointerToken, stringAt } from '../../model/json.ts';
import { nearest } from '../../model/nearest.ts';
import { groupOf } from './group.ts';
import { type Members, memberTable } from './member.table.ts';

/** A member that a kind of document does not have, as far as is known here; `meant`: the one that it resembles. */
export type Stray = { readonly pointer: string; readonly name: string; readonly meant: string | undefined };

const mostStrays = 100;

/**
 * Members of a foreign policy that its kind does not have. A cluster refuses them; here those that resemble one are mistakes (a rule whose `kinds` are misspelt
 * matches nothing and would let everything through), and others may be of a version that is not known yet.
 */
export const strayMembers = (document: JsonObject): readonly Stray[] => {
  const kind = `${groupOf(stringAt(document, 'apiVersion') ?? '')} ${stringAt(document, 'kind') ?? ''}`;
  const members = memberTable.get(kind);
  const found: Stray[] = [];
  if (members)
    for (const stray of strays(document, members, '')) {
      found.push(stray);
      if (found.length === mostStrays) break;
    }
  return found;
};

function* strays(value: Json, members: Members, pointer: string): Generator<Stray> {
  if (isList(value)) {
    for (const [index, item] of value.entries()) yield* strays(item, members, `${pointer}/${index}`);
    return;
  }
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const at = `${pointer}/${pointerToken(name)}`;
    if (!Object.hasOwn(members, name)) {
      const open = Object.keys(members).filter((known) => memberOf(value, known) === undefined);
      yield { pointer: at, name, meant: nearest(name, open) };
      continue;
    }
    const inner = members[name];
    if (inner) yield* strays(member, inner, at);
  }
}
