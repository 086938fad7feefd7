import type { CelMap, CelValue } from '../../cel/value/value.ts';

/** A map whose members are made when they are asked for, each at most once; a member may end in a signal. */
export const lazyMap = (members: { readonly [name: string]: () => CelValue }): CelMap => {
  const made = new Map<string, CelValue>();
  const keys = Object.keys(members);
  return {
    kind: 'map',
    size: () => keys.length,
    keys: () => keys,
    get: (key) => {
      if (typeof key !== 'string' || !Object.hasOwn(members, key)) return undefined;
      const before = made.get(key);
      if (before !== undefined) return before;
      const value = members[key]?.();
      if (value !== undefined) made.set(key, value);
      return value;
    },
  };
};
