import { isList, isObject, type Json, type JsonObject, memberOf } from '../../../model/json.ts';
import { type Attribute, requesterAttributes, resourceAttributes } from './attribute.table.ts';

/** One block of match or exclude, prepared: what it asks of the object, and what of who sends it. */
export type Filter = { readonly resource: readonly Attribute[]; readonly requester: readonly Attribute[] };

export const compileFilter = (block: Json | undefined): Filter => ({
  resource: attributesOf(memberOf(block, 'resources'), resourceAttributes),
  requester: attributesOf(block, requesterAttributes),
});

const attributesOf = (holder: Json | undefined, table: { readonly [member: string]: (value: Json) => Attribute }): readonly Attribute[] =>
  isObject(holder) ? Object.entries(table).flatMap(([member, make]) => attributeAt(holder, member, make)) : [];

const attributeAt = (holder: JsonObject, member: string, make: (value: Json) => Attribute): readonly Attribute[] => {
  const value = memberOf(holder, member);
  return value === undefined || isUnset(value) ? [] : [make(value)];
};

// An empty list or text asks nothing; an empty selector holds for everything.
const isUnset = (value: Json): boolean => value === null || value === '' || (isList(value) && value.length === 0);
