import { keyOf } from './key.ts';
import type { CelMap, CelValue, MapKey } from './value.ts';

/** A map of entries whose keys all differ; `keys` are as written, which tells uint from int. */
export const mapOf = (entries: ReadonlyMap<MapKey, CelValue>, keys: readonly CelValue[] = [...entries.keys()]): CelMap => ({
  kind: 'map',
  size: () => entries.size,
  get: (key) => entries.get(key),
  keys: () => keys,
});

/** Undefined for a key that is not there, or that can be no key at all. */
export const entryOf = (map: CelMap, key: CelValue): CelValue | undefined => {
  const found = keyOf(key);
  return found === undefined ? undefined : map.get(found);
};
