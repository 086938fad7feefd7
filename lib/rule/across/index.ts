import type { Rule } from '../rule.ts';
import { execProgram } from './exec-program.ts';
import { readOnlyRoot } from './read-only-root.ts';
import { runAsNonRoot } from './run-as-non-root.ts';

/** A row a rule. */
export const acrossRules: readonly Rule[] = [runAsNonRoot, execProgram, readOnlyRoot];
