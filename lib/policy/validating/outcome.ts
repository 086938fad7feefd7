import type { ForeignResult } from '../foreign/policy.ts';

/** What a policy or a rule says of one request it is about; whose it is, the caller knows. */
export type Outcome = Omit<ForeignResult, 'rule'>;
