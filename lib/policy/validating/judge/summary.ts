import type { Validation } from '../expression/set.ts';
import type { Outcome } from '../outcome.ts';
import type { Manner } from './manner.ts';
import type { Decision } from './validation.ts';

/** `denied`: the validation that makes it a `fail`. */
type Summary = { readonly outcome: Outcome; readonly denied?: Validation };

/**
 * One outcome of all validations. The first that is no admission decides, as in Kyverno; in the API server an error that is ignored leaves the others their say.
 * One that could not be asked decides only where no other has. What the others that do not hold say is told too.
 */
export const summaryOf = (decisions: readonly Decision[], { failurePolicy, ignored }: Manner): Summary => {
  const denial = failurePolicy === 'Ignore' && ignored === 'passed-over' ? decisions.find(({ kind }) => kind === 'deny') : undefined;
  const first = denial ?? decisions.find(({ kind }) => kind === 'deny' || kind === 'error');
  if (first?.kind === 'error') return { outcome: { kind: 'error', message: first.message } };
  if (first?.kind === 'deny') {
    const messages = decisions.flatMap((decision) => (decision.kind === 'deny' ? [decision.message] : []));
    return { outcome: { kind: 'fail', message: [...new Set(messages)].join('; ') }, denied: first.validation };
  }
  const open = decisions.find((decision) => decision.kind === 'unknown');
  return { outcome: open?.kind === 'unknown' ? { kind: 'not-evaluated', message: open.reason } : { kind: 'pass', message: '' } };
};
