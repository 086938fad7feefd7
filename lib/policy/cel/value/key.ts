import type { CelValue, MapKey } from './value.ts';

/** What a value looks a map up by: a double does so when it is integral. Undefined for what can be no key. */
export const keyOf = (value: CelValue): MapKey | undefined => {
  switch (typeof value) {
    case 'string':
    case 'bigint':
    case 'boolean':
      return value;
    case 'number':
      return Number.isInteger(value) ? BigInt(value) : undefined;
    default:
      return value !== null && value.kind === 'uint' ? value.value : undefined;
  }
};
