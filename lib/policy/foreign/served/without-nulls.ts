import { isList, isObject, type Json, type JsonObject } from '../../../model/json.ts';

/** Maps of texts. What is null there is an empty text to the API server, and stays as it is written here. */
const maps = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector', 'selector', 'data', 'stringData']);

/** The value without members that are null: a typed object has no such members, and none of them is served. What has none of them is the same value. */
export const withoutNulls = (value: JsonObject): JsonObject => {
  const kept: { [name: string]: Json } = {};
  let isChanged = false;
  for (const [name, member] of Object.entries(value)) {
    const left = maps.has(name) ? member : below(member);
    if (left === null) isChanged = true;
    else {
      Object.defineProperty(kept, name, { value: left, enumerable: true, writable: true, configurable: true });
      isChanged ||= left !== member;
    }
  }
  return isChanged ? kept : value;
};

const below = (value: Json): Json => {
  if (isObject(value)) return withoutNulls(value);
  if (!isList(value)) return value;
  const items = value.map(below);
  return items.some((item, at) => item !== value[at]) ? items : value;
};
