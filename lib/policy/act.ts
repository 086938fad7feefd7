import type { Decision, Mode } from '../model/verdict.ts';
import type { Action } from './action.ts';

/** What a mode leaves of an action: `warn` never stops, `audit` only records, as for findings. */
export const underMode = (action: Action, mode: Mode): Decision => {
  switch (mode) {
    case 'enforce':
      return action;
    case 'warn':
      return action === 'allow' ? 'allow' : 'warn';
    case 'audit':
      return 'allow';
  }
};
