import type { Outcome } from '../outcome.ts';
import type { Decision } from './validation.ts';

/**
 * One outcome of all validations. The first that is no admission decides, as in Kyverno; one that could not be asked only where no other has decided.
 * What the others that do not hold say is told too.
 */
export const summaryOf = (decisions: readonly Decision[]): Outcome => {
  const denials = decisions.flatMap((decision) => (decision.kind === 'deny' ? [decision.message] : []));
  const first = decisions.find(({ kind }) => kind === 'deny' || kind === 'error');
  if (first?.kind === 'error') return { kind: 'error', message: first.message };
  if (first?.kind === 'deny') {
    return { kind: 'fail', message: [...new Set(denials)].join('; '), ...(first.pointer !== undefined && { pointer: first.pointer }) };
  }
  const open = decisions.find((decision) => decision.kind === 'unknown');
  return open?.kind === 'unknown' ? { kind: 'not-evaluated', message: open.reason } : { kind: 'pass', message: '' };
};
