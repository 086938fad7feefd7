import { budgetOf } from './scalar/budget.ts';
import { hasWildcard, matchesWildcard } from './scalar/wildcard.ts';

/** A text with `*` and `?`, prepared: most have neither. */
export type Wildcard = { matches(text: string): boolean };

/** Of a million comparisons, a thousand times what a name or a label takes; what takes more is taken for no match. */
const steps = 20_000;

export const wildcard = (pattern: string): Wildcard =>
  hasWildcard(pattern) ? { matches: (text) => matchesWildcard(pattern, text, budgetOf(steps)) } : { matches: (text) => text === pattern };
