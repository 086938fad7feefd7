/**
 * Why an expression has no value. `error`: the expression's own, absorbed by `&&`, `||` and some macros. `unknown`: nobody supplied what it asks for.
 * `exhausted`: the budget is spent; nothing absorbs it.
 */
export type CelSignal = { readonly signal: 'error' | 'unknown' | 'exhausted'; readonly message: string };

// Plain objects: an Error would take its stack each time a policy probes a field that is not there.
export const fail = (message: string): never => {
  throw { signal: 'error', message } satisfies CelSignal;
};

/** For functions of a scope: the answer would have to be fetched, and nobody supplied it. */
export const unknown = (reason: string): never => {
  throw { signal: 'unknown', message: reason } satisfies CelSignal;
};

export const exhaust = (): never => {
  throw { signal: 'exhausted', message: 'operation cancelled: actual cost limit exceeded' } satisfies CelSignal;
};

/** The signal that was thrown; anything else is thrown on, since it is a defect. Values may be nested deeper than the stack is. */
export const signalOf = (thrown: unknown): CelSignal => {
  if (isSignal(thrown)) return thrown;
  if (thrown instanceof RangeError) return { signal: 'error', message: 'a value that is nested too deeply' };
  throw thrown;
};

const isSignal = (thrown: unknown): thrown is CelSignal => typeof thrown === 'object' && thrown !== null && 'signal' in thrown;
