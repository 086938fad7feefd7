import type { ForeignResult } from '../foreign/policy.ts';
import { type Failure, wordsOf } from './outcome.ts';

/** What the body of a rule says of a request; the rule's name is added where all are put together. `also`: where else it fails. */
export type Judgement = Omit<ForeignResult, 'rule'> & {
  readonly also?: readonly { readonly message: string; readonly pointer?: string }[];
};

export const passed = (message = ''): Judgement => ({ kind: 'pass', message });
export const skip = (message: string): Judgement => ({ kind: 'skip', message });
export const notEvaluated = (message: string): Judgement => ({ kind: 'not-evaluated', message });

/** A variable that is not there makes the rule an error; what nobody supplied leaves it open. */
export const fromFailure = (failure: Failure): Judgement =>
  failure.kind === 'unknown' ? notEvaluated(wordsOf(failure)) : { kind: 'error', message: wordsOf(failure) };
