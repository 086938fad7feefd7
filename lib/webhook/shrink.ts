import { isList, isObject, type Json, type JsonObject } from '../model/json.ts';

const bytesOf = (value: Json): number => Buffer.byteLength(JSON.stringify(value));

/**
 * Data of at most `maxBytes` as JSON. What is too large loses the ends of its longest lists first, then of its longest texts, and says `truncated: true`;
 * members at the top level keep their names and types, so that a receiver reads it as any other.
 */
export const shrink = (data: JsonObject, maxBytes: number): JsonObject => {
  if (bytesOf(data) <= maxBytes) return data;
  let small: JsonObject = { ...data, truncated: true };
  // Each round halves a bound, so that there are at most as many rounds as a length has bits.
  for (let longest = longestList(small); bytesOf(small) > maxBytes && longest > 0; longest = Math.floor(longest / 2)) {
    small = { ...cut(small, Math.floor(longest / 2), Number.POSITIVE_INFINITY), truncated: true };
  }
  for (let longest = maxBytes; bytesOf(small) > maxBytes && longest > 0; longest = Math.floor(longest / 2)) {
    small = { ...cut(small, Number.POSITIVE_INFINITY, longest), truncated: true };
  }
  return bytesOf(small) <= maxBytes ? small : { truncated: true };
};

const longestList = (value: Json): number => {
  if (isList(value)) return Math.max(value.length, ...value.slice(0, 1_000).map(longestList));
  return isObject(value) ? Math.max(0, ...Object.values(value).map(longestList)) : 0;
};

const cut = (value: JsonObject, items: number, characters: number): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cutJson(member, items, characters)]));

const cutJson = (value: Json, items: number, characters: number): Json => {
  if (typeof value === 'string') return value.length > characters ? cutText(value, characters) : value;
  if (isList(value)) return value.slice(0, items).map((item) => cutJson(item, items, characters));
  return isObject(value) ? cut(value, items, characters) : value;
};

// Not between the halves of a surrogate pair: half of one is no character and cannot be written as UTF-8.
const cutText = (text: string, characters: number): string => text.slice(0, characters).replace(/[\uD800-\uDBFF]$/, '');
