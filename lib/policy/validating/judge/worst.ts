import type { Outcome } from '../outcome.ts';

const order: readonly Outcome['kind'][] = ['fail', 'error', 'not-evaluated', 'pass', 'skip'];

/** The outcome that decides where a policy is asked several times of one request, the first of its kind; undefined where it was not asked. */
export const worstOf = <Any extends Outcome>(outcomes: readonly Any[]): Any | undefined => {
  for (const kind of order) {
    const found = outcomes.find((outcome) => outcome.kind === kind);
    if (found) return found;
  }
  return undefined;
};
