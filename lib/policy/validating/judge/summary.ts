import type { Validation } from '../expression/set.ts';
import type { Outcome } from '../outcome.ts';
import type { Decision } from './validation.ts';

/** `denied`: the validation that makes it a `fail`. */
type Summary = { readonly outcome: Outcome; readonly denied?: Validation };

/**
 * One outcome of all validations. The first that is no admission decides, as in Kyverno; one that could not be asked only where no other has decided.
 * What the others that do not hold say is told too.
 */
export const summaryOf = (decisions: readonly Decision[]): Summary => {
  const first = decisions.find(({ kind }) => kind === 'deny' || kind === 'error');
  if (first?.kind === 'error') return { outcome: { kind: 'error', message: first.message } };
  if (first?.kind === 'deny') {
    const messages = decisions.flatMap((decision) => (decision.kind === 'deny' ? [decision.message] : []));
    return { outcome: { kind: 'fail', message: [...new Set(messages)].join('; ') }, denied: first.validation };
  }
  const open = decisions.find((decision) => decision.kind === 'unknown');
  return { outcome: open?.kind === 'unknown' ? { kind: 'not-evaluated', message: open.reason } : { kind: 'pass', message: '' } };
};
