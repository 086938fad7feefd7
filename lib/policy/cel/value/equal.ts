import { compareBytes } from './bytes.ts';
import { keyOf } from './key.ts';
import { type Meter, toil, toilOver } from './meter.ts';
import { compareNumbers, isNumeric } from './numeric.ts';
import type { CelList, CelMap, CelOptional, CelValue } from './value.ts';

/** Heterogeneous: values of different types differ, numbers of all types compare by what they stand for. Source: cel-spec langdef, "Equality". */
export const equal = (a: CelValue, b: CelValue, meter: Meter): boolean => {
  if (typeof a === 'string') {
    if (typeof b !== 'string') return false;
    toilOver(meter, Math.min(a.length, b.length));
    return a === b;
  }
  if (typeof a === 'bigint' && typeof b === 'bigint') return a === b;
  if (isNumeric(a)) return isNumeric(b) && compareNumbers(a, b) === 0;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  switch (a.kind) {
    case 'bytes':
      return b.kind === 'bytes' && compareBytes(a.bytes, b.bytes) === 0;
    case 'list':
      return b.kind === 'list' && sameList(a, b, meter);
    case 'map':
      return b.kind === 'map' && sameMap(a, b, meter);
    case 'message':
      return b.kind === 'message' && a.type === b.type && sameMap(a.fields, b.fields, meter);
    case 'timestamp':
    case 'duration':
      return b.kind === a.kind && a.nanos === b.nanos;
    case 'type':
      return b.kind === 'type' && a.name === b.name;
    case 'optional':
      return b.kind === 'optional' && sameOptional(a, b, meter);
    case 'opaque':
      return b.kind === 'opaque' && a.type === b.type && a.equals(b);
    default:
      return false;
  }
};

const sameList = (a: CelList, b: CelList, meter: Meter): boolean => {
  if (a.items.length !== b.items.length) return false;
  toil(meter, a.items.length);
  return a.items.every((item, index) => {
    const other = b.items[index];
    return other !== undefined && equal(item, other, meter);
  });
};

const sameMap = (a: CelMap, b: CelMap, meter: Meter): boolean => {
  if (a.size() !== b.size()) return false;
  toil(meter, a.size());
  return a.keys().every((key) => {
    const place = keyOf(key);
    if (place === undefined) return false;
    const [left, right] = [a.get(place), b.get(place)];
    return left !== undefined && right !== undefined && equal(left, right, meter);
  });
};

const sameOptional = (a: CelOptional, b: CelOptional, meter: Meter): boolean =>
  a.value === undefined || b.value === undefined ? a.value === b.value : equal(a.value, b.value, meter);
