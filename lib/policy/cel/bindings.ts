import type { CelSignal } from './value/signal.ts';
import type { CelValue } from './value/value.ts';

export type CelOutcome =
  | { readonly kind: 'value'; readonly value: CelValue }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A function is called when its variable is first asked for, and never again. It may run another program, and answer with its outcome. */
export type CelBinding = CelValue | (() => CelOutcome);
/** The variables of the scope by their names, qualified ones too. One that has no binding is an error of the expression that asks for it. */
export type CelBindings = ReadonlyMap<string, CelBinding>;

const outcomes = new WeakMap<() => CelOutcome, CelOutcome>();

/** The variable's value; throws the signal that it has none. */
export const bindingOf = (name: string, bindings: CelBindings): CelValue => {
  const binding = bindings.get(name);
  if (binding === undefined) throw { signal: 'error', message: `no such attribute: ${name}` } satisfies CelSignal;
  return typeof binding === 'function' ? settled(name, binding) : binding;
};

const settled = (name: string, ask: () => CelOutcome): CelValue => {
  const before = outcomes.get(ask);
  const outcome = before ?? answer(name, ask);
  switch (outcome.kind) {
    case 'value':
      return outcome.value;
    case 'error':
      throw { signal: 'error', message: outcome.message } satisfies CelSignal;
    case 'unknown':
      throw { signal: 'unknown', message: outcome.reason } satisfies CelSignal;
  }
};

const answer = (name: string, ask: () => CelOutcome): CelOutcome => {
  // Whoever asks while the answer is being worked out asks for itself.
  outcomes.set(ask, { kind: 'error', message: `the variable ${name} refers to itself` });
  const outcome = ask();
  outcomes.set(ask, outcome);
  return outcome;
};
