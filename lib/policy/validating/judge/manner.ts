/** What an expression that cannot be evaluated means: the request is refused, or let through. `Fail` unless a policy says otherwise. */
export type FailurePolicy = 'Fail' | 'Ignore';

/**
 * In what the engines differ. `notBool`: what a validation's value means that is no bool; `onError`: what an error of an expression is told as; `ignored`: where the
 * policy ignores errors, whether one ends the asking or leaves the other validations their say.
 */
export type Manner = {
  readonly failurePolicy: FailurePolicy;
  readonly notBool: 'deny' | 'error';
  readonly onError: 'fail' | 'error';
  readonly ignored: 'ends' | 'passed-over';
};
