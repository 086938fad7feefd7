import { compareBytes } from './bytes.ts';
import { type Meter, toilOver } from './meter.ts';
import { compareNumbers, isNumeric } from './numeric.ts';
import type { CelValue } from './value.ts';

/** Negative, zero or positive, NaN for a double that is none; undefined when the two have no order. */
export const compare = (a: CelValue, b: CelValue, meter: Meter): number | undefined => {
  if (typeof a === 'string') {
    if (typeof b !== 'string') return undefined;
    toilOver(meter, Math.min(a.length, b.length));
    return compareTexts(a, b);
  }
  if (isNumeric(a)) return isNumeric(b) ? compareNumbers(a, b) : undefined;
  if (typeof a === 'boolean') return typeof b === 'boolean' ? Number(a) - Number(b) : undefined;
  if (a === null || b === null || typeof b !== 'object') return undefined;
  if (a.kind === 'bytes' && b.kind === 'bytes') return compareBytes(a.bytes, b.bytes);
  if ((a.kind === 'timestamp' || a.kind === 'duration') && b.kind === a.kind) return compareNumbers(a.nanos, b.nanos);
  return undefined;
};

const surrogate = /[\ud800-\udfff]/;

/** By code point, which UTF-16 units are not in the order of. */
const compareTexts = (a: string, b: string): number => {
  if (a === b) return 0;
  if (surrogate.test(a) || surrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
};
