import type { Meter } from '../value/meter.ts';
import type { CelValue } from '../value/value.ts';

/** One run of a program. `locals`: what macros and `cel.bind` bind, by slot. `root`: a variable of the scope, by its place in the program's list. */
export type Frame = { readonly locals: (CelValue | undefined)[]; readonly root: (index: number) => CelValue; readonly meter: Meter };

/** A compiled expression. Throws a `CelSignal` when it has no value. */
export type Evaluate = (frame: Frame) => CelValue;
