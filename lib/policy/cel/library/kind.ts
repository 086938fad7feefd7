import { isNumeric, type Numeric } from '../value/numeric.ts';
import type { CelBytes, CelDuration, CelList, CelMap, CelOpaque, CelOptional, CelTimestamp, CelUint, CelValue } from '../value/value.ts';

/** What an argument must be, and how it is read. `read`: undefined for a value of another type. */
export type Kind<T> = { readonly read: (value: CelValue | undefined) => T | undefined };

export const any: Kind<CelValue> = { read: (value) => value };
export const string: Kind<string> = { read: (value) => (typeof value === 'string' ? value : undefined) };
export const int: Kind<bigint> = { read: (value) => (typeof value === 'bigint' ? value : undefined) };
export const double: Kind<number> = { read: (value) => (typeof value === 'number' ? value : undefined) };
export const bool: Kind<boolean> = { read: (value) => (typeof value === 'boolean' ? value : undefined) };
export const number: Kind<Numeric> = { read: (value) => (value !== undefined && isNumeric(value) ? value : undefined) };

type Structured = Extract<CelValue, { readonly kind: string }>;
const structured = (value: CelValue | undefined): Structured | undefined =>
  typeof value === 'object' && value !== null ? value : undefined;
const only = <T extends Structured>(is: (value: Structured) => value is T): Kind<T> => ({
  read: (value) => {
    const found = structured(value);
    return found && is(found) ? found : undefined;
  },
});

export const uint: Kind<CelUint> = only((value) => value.kind === 'uint');
export const bytes: Kind<CelBytes> = only((value) => value.kind === 'bytes');
export const list: Kind<CelList> = only((value) => value.kind === 'list');
export const map: Kind<CelMap> = only((value) => value.kind === 'map');
export const timestamp: Kind<CelTimestamp> = only((value) => value.kind === 'timestamp');
export const duration: Kind<CelDuration> = only((value) => value.kind === 'duration');
export const optional: Kind<CelOptional> = only((value) => value.kind === 'optional');

export const strings: Kind<readonly string[]> = {
  read: (value) => {
    const items = list.read(value)?.items;
    const texts = items?.filter((item) => typeof item === 'string');
    return texts && texts.length === items?.length ? texts : undefined;
  },
};

/** A type of a library's own: `make` wraps what it stands for, `kind` reads it. Nothing outside can make or look into one. */
export const opaque = <T>(
  typeName: string,
  equals: (a: T, b: T) => boolean,
): { readonly make: (inner: T) => CelOpaque; readonly kind: Kind<T>; readonly type: string } => {
  const inside = new WeakMap<CelOpaque, { readonly inner: T }>();
  const kind: Kind<T> = {
    read: (value) => {
      const found = structured(value);
      return found?.kind === 'opaque' ? inside.get(found)?.inner : undefined;
    },
  };
  const make = (inner: T): CelOpaque => {
    const value: CelOpaque = {
      kind: 'opaque',
      type: typeName,
      equals: (other) => {
        const found = inside.get(other);
        return found !== undefined && equals(inner, found.inner);
      },
    };
    inside.set(value, { inner });
    return value;
  };
  return { make, kind, type: typeName };
};
