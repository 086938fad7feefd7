import { isObject, type Json } from '../../model/json.ts';

type Building = { [key: string]: Json };

/** A finished value: how many values it holds when aliases are followed, and how many levels. */
export type Made = { readonly value: Json; readonly nodes: number; readonly height: number };

/** A document, map or list that is being read. A document keeps its value as the first item of `seq`. */
export type Frame = {
  readonly kind: 'document' | 'map' | 'seq';
  readonly anchor: string;
  readonly map: Building;
  readonly seq: Json[];
  readonly merges: Json[];
  offset: number;
  key: string | null;
  keyOffset: number;
  isMerge: boolean;
  nodes: number;
  height: number;
};

export const frameOf = (kind: Frame['kind'], offset: number, anchor: string): Frame => ({
  kind,
  anchor,
  map: {},
  seq: [],
  merges: [],
  offset,
  key: null,
  keyOffset: offset,
  isMerge: false,
  nodes: 0,
  height: 0,
});

/** `__proto__` becomes a member like any other. */
export const setMember = (map: Building, key: string, value: Json): void => {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
  else map[key] = value;
};

/** Merged members never override the map's own; of two merged maps the first wins. Source: https://yaml.org/type/merge.html */
export const mergeInto = ({ map, merges }: Frame): void => {
  for (const part of merges) {
    if (!isObject(part)) continue;
    for (const [key, value] of Object.entries(part)) if (!Object.hasOwn(map, key)) setMember(map, key, value);
  }
};
