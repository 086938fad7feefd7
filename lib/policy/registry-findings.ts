import type { Action } from './action.ts';

/**
 * Whose findings count. `either`: all. `own`: ours alone. `registry`: the registry's alone. `both`: those that both have. The others stay in
 * the verdict without an effect.
 */
export const findingSources = ['either', 'own', 'registry', 'both'] as const;
export type FindingSource = (typeof findingSources)[number];

/** `missing` null: what the registry did not say is a gap like another, under `actions.notEvaluated`. */
export type RegistryFindings = { readonly decides: FindingSource; readonly missing: Action | null; readonly waitSeconds: number };
