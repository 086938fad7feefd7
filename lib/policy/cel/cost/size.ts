import type { CelValue } from '../value/value.ts';

/** What a value counts as: characters, bytes or members; one for anything that has no size. Source: cel-go interpreter, CostTracker.actualSize. */
export const sizeOf = (value: CelValue | undefined): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  switch (value.kind) {
    case 'bytes':
      return value.bytes.length;
    case 'list':
      return value.items.length;
    case 'map':
      return value.size();
    default:
      return 1;
  }
};
