import { type CelOutcome, type CelValue, fail, unknown } from '../../cel/cel.ts';

/** An outcome's value, or its signal within the expression that asks. */
export const signalled = (outcome: CelOutcome): CelValue => {
  switch (outcome.kind) {
    case 'value':
      return outcome.value;
    case 'error':
      return fail(outcome.message);
    case 'unknown':
      return unknown(outcome.reason);
  }
};
