import type { CelBinding, CelValue } from '../../cel/cel.ts';

/** A variable that is made when an expression asks for it. `make` has no signal to throw: it builds a value of what is there. */
export const lazily =
  (make: () => CelValue): CelBinding =>
  () => ({ kind: 'value', value: make() });
