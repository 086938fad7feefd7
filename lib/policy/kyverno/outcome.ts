import type { Json } from '../../model/json.ts';

/**
 * Why there is no value. `missing`: a key or variable that is not there, which an operator around it may take as null. `error`: the policy asks for
 * something that cannot be done. `unknown`: it asks for what nobody supplied, so that no answer would be more than a guess.
 */
export type Failure =
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What the evaluation of a query, a variable or a condition comes to. */
export type Outcome<Value = Json> = { readonly kind: 'value'; readonly value: Value } | Failure;

export const valued = <Value>(value: Value): Outcome<Value> => ({ kind: 'value', value });

export const missing = (message: string): Failure => ({ kind: 'missing', message });

export const failed = (message: string): Failure => ({ kind: 'error', message });

export const unknown = (reason: string): Failure => ({ kind: 'unknown', reason });

/** The words of a failure, whichever it is. */
export const wordsOf = (failure: Failure): string => (failure.kind === 'unknown' ? failure.reason : failure.message);
