import { keyOf } from './key.ts';
import { mapOf } from './map.ts';
import { fail } from './signal.ts';
import { typeName } from './type-name.ts';
import type { CelMap, CelValue, MapKey } from './value.ts';

/** A map in the making. `put`: throws the signal of an error for a key that is there already, or that can be none. */
export type Entries = { readonly put: (key: CelValue, value: CelValue) => void; readonly map: () => CelMap };

export const newEntries = (): Entries => {
  const entries = new Map<MapKey, CelValue>();
  const keys: CelValue[] = [];
  return {
    put: (key, value) => {
      const place = typeof key === 'number' ? undefined : keyOf(key);
      if (place === undefined) fail(`unsupported key type: ${typeName(key)}`);
      else if (entries.has(place)) fail(`Failed with repeated key ${String(place).slice(0, 200)}`);
      else {
        entries.set(place, value);
        keys.push(key);
      }
    },
    map: () => mapOf(entries, keys),
  };
};
