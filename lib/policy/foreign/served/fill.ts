import { isList, isObject, type Json, type JsonObject, memberOf } from '../../../model/json.ts';

/** An object with what it leaves out; a member that is null is left out, too. Objects that are there are filled in turn. */
export const fill = (value: JsonObject, defaults: JsonObject): JsonObject => {
  const missing: { [name: string]: Json } = {};
  for (const [name, standard] of Object.entries(defaults)) {
    const own = memberOf(value, name) ?? undefined;
    if (own === undefined) missing[name] = standard;
    else if (isObject(own) && isObject(standard)) missing[name] = fill(own, standard);
  }
  return Object.keys(missing).length === 0 ? value : { ...value, ...missing };
};

type Change = (value: JsonObject) => JsonObject;

/** A member that is an object changed, one that is none left as it is. */
export const inMember =
  (name: string, change: Change): Change =>
  (value) => {
    const member = memberOf(value, name);
    if (!isObject(member)) return value;
    const changed = change(member);
    return changed === member ? value : { ...value, [name]: changed };
  };

/** Each object of a list that is a member. */
export const inEach =
  (name: string, change: Change): Change =>
  (value) => {
    const list = memberOf(value, name);
    if (!isList(list)) return value;
    return { ...value, [name]: list.map((item) => (isObject(item) ? change(item) : item)) };
  };

export const all =
  (...changes: readonly Change[]): Change =>
  (value) =>
    changes.reduce((changed, change) => change(changed), value);

export type { Change };
