/**
 * A value of the Common Expression Language. int is bigint, double is number, null, bool and string are JavaScript's own; all others tell their `kind`.
 * Source: cel-spec, doc/langdef.md, "Values".
 */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | CelUint
  | CelBytes
  | CelList
  | CelMap
  | CelTimestamp
  | CelDuration
  | CelType
  | CelOptional
  | CelMessage
  | CelOpaque;

/** 0 to 2^64 - 1. */
export type CelUint = { readonly kind: 'uint'; readonly value: bigint };
export type CelBytes = { readonly kind: 'bytes'; readonly bytes: Uint8Array };
export type CelList = { readonly kind: 'list'; readonly items: readonly CelValue[] };
/** Nanoseconds since 1970, from 0001-01-01 to 9999-12-31. */
export type CelTimestamp = { readonly kind: 'timestamp'; readonly nanos: bigint };
export type CelDuration = { readonly kind: 'duration'; readonly nanos: bigint };
export type CelType = { readonly kind: 'type'; readonly name: string };
export type CelOptional = { readonly kind: 'optional'; readonly value: CelValue | undefined };
/** A message literal such as `Object{spec: …}`; a field that is not there has no entry. */
export type CelMessage = { readonly kind: 'message'; readonly type: string; readonly fields: CelMap };

/** A value of a library's own type; `equals` is asked of values of the same `type` only. */
export type CelOpaque = { readonly kind: 'opaque'; readonly type: string; readonly equals: (other: CelOpaque) => boolean };

/** What a map is looked up by: int, uint and integral double of one number are one key. */
export type MapKey = string | bigint | boolean;

/** `get`: undefined for a key that is not there. `keys`: in the order they were written. */
export type CelMap = {
  readonly kind: 'map';
  readonly size: () => number;
  readonly get: (key: MapKey) => CelValue | undefined;
  readonly keys: () => readonly CelValue[];
};

export const none: CelOptional = Object.freeze({ kind: 'optional', value: undefined });
export const optionalOf = (value: CelValue | undefined): CelOptional => (value === undefined ? none : { kind: 'optional', value });
export const listOf = (items: readonly CelValue[]): CelList => ({ kind: 'list', items });
export const typeNamed = (name: string): CelType => ({ kind: 'type', name });
