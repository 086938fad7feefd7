import type { CelSignal } from './value/signal.ts';
import type { CelValue } from './value/value.ts';

export type CelOutcome =
  | { readonly kind: 'value'; readonly value: CelValue }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A function is called when its variable is first asked for, once for each map of bindings. It may run another program, and answer with its outcome. */
export type CelBinding = CelValue | (() => CelOutcome);
/** The variables of the scope by their names, qualified ones too. One that has no binding is an error of the expression that asks for it. */
export type CelBindings = ReadonlyMap<string, CelBinding>;

// One entry for all variables of a map: a weak entry for each would cost the collector more than the expressions do.
const outcomes = new WeakMap<CelBindings, Map<string, CelOutcome>>();

const answersOf = (bindings: CelBindings): Map<string, CelOutcome> => {
  const before = outcomes.get(bindings);
  if (before) return before;
  const answers = new Map<string, CelOutcome>();
  outcomes.set(bindings, answers);
  return answers;
};

/** The variable's value; throws the signal that it has none. */
export const bindingOf = (name: string, bindings: CelBindings): CelValue => {
  const binding = bindings.get(name);
  if (binding === undefined) throw { signal: 'error', message: `no such attribute: ${name}` } satisfies CelSignal;
  return typeof binding === 'function' ? settled(name, binding, answersOf(bindings)) : binding;
};

const settled = (name: string, ask: () => CelOutcome, answers: Map<string, CelOutcome>): CelValue => {
  const outcome = answers.get(name) ?? answer(name, ask, answers);
  switch (outcome.kind) {
    case 'value':
      return outcome.value;
    case 'error':
      throw { signal: 'error', message: outcome.message } satisfies CelSignal;
    case 'unknown':
      throw { signal: 'unknown', message: outcome.reason } satisfies CelSignal;
  }
};

const answer = (name: string, ask: () => CelOutcome, answers: Map<string, CelOutcome>): CelOutcome => {
  // Whoever asks while the answer is being worked out asks for itself.
  answers.set(name, { kind: 'error', message: `the variable ${name} refers to itself` });
  const outcome = ask();
  answers.set(name, outcome);
  return outcome;
};
