import type { Rule } from '../rule.ts';

/** A row a rule. */
export const dockerfileRules: readonly Rule[] = [];
