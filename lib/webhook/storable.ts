import { isList, isObject, type Json, type JsonObject } from '../model/json.ts';

const clean = (text: string): string => text.replaceAll('\0', '\ufffd');

/** Without NUL, which no home stores: a name in a judged file must not keep its verdict from being written. */
export const storable = (data: JsonObject): JsonObject => (JSON.stringify(data).includes('\\u0000') ? cleanObject(data) : data);

const cleanObject = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, member]) => [clean(name), cleanJson(member)]));

const cleanJson = (value: Json): Json => {
  if (typeof value === 'string') return clean(value);
  if (isList(value)) return value.map(cleanJson);
  return isObject(value) ? cleanObject(value) : value;
};
