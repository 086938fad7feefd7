import { isObject, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../lib/model/json.ts';

/** The row of a list that is about a name. Of several rows for one name the last that has what is asked for counts. */
export const rowFor = (holder: Json | undefined, list: string, name: string): JsonObject | undefined => {
  const rows = listAt(holder, list)
    .filter(isObject)
    .filter((row) => stringAt(row, 'name') === name);
  if (rows.length < 2) return rows[0];
  return { name, resources: rows.flatMap((row) => listAt(row, 'resources')), rules: rows.flatMap((row) => listAt(row, 'rules')) };
};

/** `a.b."c.d"` as a name of a value is a member below a member. Later sets stand over earlier ones. */
export const nested = (sets: readonly (Json | undefined)[]): JsonObject =>
  sets
    .filter(isObject)
    .reduce<JsonObject>((before, set) => Object.entries(set).reduce((held, [path, value]) => put(held, stepsOf(path), value), before), {});

const stepsOf = (path: string): readonly string[] => [...path.matchAll(/"([^"]*)"|[^."]+/g)].map(([step, quoted]) => quoted ?? step);

const put = (holder: JsonObject, [step = '', ...rest]: readonly string[], value: Json): JsonObject => {
  if (rest.length > 0) return { ...holder, [step]: put(objectAt(holder, step), rest, value) };
  const held = memberOf(holder, step);
  return { ...holder, [step]: isObject(held) && isObject(value) ? { ...held, ...value } : value };
};

/** One object laid over another: members of maps one by one, everything else as a whole. */
export const merged = (object: JsonObject, over: JsonObject): JsonObject => {
  const members = Object.entries(over).map(([key, value]): [string, Json] => {
    const held = memberOf(object, key);
    return [key, isObject(held) && isObject(value) ? merged(held, value) : value];
  });
  return { ...object, ...Object.fromEntries(members) };
};
