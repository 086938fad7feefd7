import { isList, isObject, type Json, type JsonObject, memberOf } from '../../../model/json.ts';
import { formatDuration } from '../time/duration.ts';
import { formatTimestamp } from '../time/timestamp.ts';
import { bytesToBase64 } from './bytes.ts';
import { isInt } from './range.ts';
import { fail } from './signal.ts';
import { typeName } from './type-name.ts';
import type { CelList, CelMap, CelValue } from './value.ts';

/** Numbers that are integral and fit are int, others double: JSON does not tell 1 from 1.0. */
export const toCel = (json: Json): CelValue => {
  if (typeof json === 'number') return Number.isInteger(json) && isInt(BigInt(json)) ? BigInt(json) : json;
  if (isList(json)) return jsonList(json);
  return isObject(json) ? jsonMap(json) : json;
};

const jsonList = (list: readonly Json[]): CelList => {
  let items: readonly CelValue[] | undefined;
  return {
    kind: 'list',
    get items() {
      items ??= list.map(toCel);
      return items;
    },
  };
};

/** An expression may ask for the same list once an element: what is in a map is turned when it is asked for, and once. */
const jsonMap = (object: JsonObject): CelMap => {
  let keys: readonly string[] | undefined;
  let turned: Map<string, CelValue> | undefined;
  const names = () => {
    keys ??= Object.keys(object);
    return keys;
  };
  return {
    kind: 'map',
    size: () => names().length,
    get: (key) => {
      if (typeof key !== 'string') return undefined;
      const before = turned?.get(key);
      if (before !== undefined) return before;
      const member = memberOf(object, key);
      if (member === undefined) return undefined;
      const value = toCel(member);
      if (typeof member === 'object' && member !== null) {
        turned ??= new Map();
        turned.set(key, value);
      }
      return value;
    },
    keys: names,
  };
};

/** int and uint become numbers, bytes base64, time and duration their text. Throws the signal of an error for a value that JSON has no form for. */
export const fromCel = (value: CelValue): Json => {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value !== 'object') return value;
  switch (value.kind) {
    case 'uint':
      return Number(value.value);
    case 'bytes':
      return bytesToBase64(value.bytes);
    case 'list':
      return value.items.map(fromCel);
    case 'map':
      return jsonOfMap(value);
    case 'message':
      return jsonOfMap(value.fields);
    case 'timestamp':
      return formatTimestamp(value.nanos);
    case 'duration':
      return formatDuration(value.nanos);
    case 'type':
      return value.name;
    case 'optional':
      return value.value === undefined ? null : fromCel(value.value);
    case 'opaque':
      return fail(`a value of type ${typeName(value)} has no form in JSON`);
  }
};

const jsonOfMap = (map: CelMap): JsonObject =>
  Object.fromEntries(
    map.keys().map((key) => {
      const name = typeof key === 'object' && key?.kind === 'uint' ? key.value : key;
      const member = typeof name === 'object' || typeof name === 'number' ? undefined : map.get(name);
      return [String(name), member === undefined ? null : fromCel(member)];
    }),
  );
