import type { ForeignPolicy } from '../foreign/policy.ts';
import type { Problem } from './problem.ts';

/** A policy of one document, or everything that is wrong with it. */
export type CompiledPolicy =
  | { readonly kind: 'policy'; readonly policy: ForeignPolicy }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };
