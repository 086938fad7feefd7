import type { Rule } from '../rule.ts';

/** A row a rule. */
export const acrossRules: readonly Rule[] = [];
