import type { CelBinding, CelOutcome, CelValue } from '../../cel/cel.ts';

/** A variable that is made when an expression first asks for it, once for all policies that share it. `make` has no signal to throw: it builds a value of what is there. */
export const lazily = (make: () => CelValue): CelBinding => {
  let made: CelOutcome | undefined;
  return () => {
    made ??= { kind: 'value', value: make() };
    return made;
  };
};
