import { hasWildcard, matchesWildcard } from './scalar/wildcard.ts';

/** A text with `*` and `?`, prepared: most have neither. */
export type Wildcard = { matches(text: string): boolean };

export const wildcard = (pattern: string): Wildcard =>
  hasWildcard(pattern) ? { matches: (text) => matchesWildcard(pattern, text) } : { matches: (text) => text === pattern };
