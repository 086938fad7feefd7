import type { TrustRule } from '../key/federation/trust.ts';
import type { QuotaAnswer } from '../key/quota.ts';
import type { Caller } from '../model/actor.ts';
import type { Advisories, AdvisoryIssues } from '../ports/advisories.ts';
import type { Deps } from '../ports/deps.ts';

/** More than one core answers: the quota stops a client that has gone astray, and none that is in a hurry. Keys may have a lower one. */
export const defaultRequestsPerMinute = 600_000;

/** What the API needs beside the use cases' own dependencies. */
export type ApiDeps = Deps & {
  /** Shown by /version and in the OpenAPI document. */
  readonly version: string;
  /** Resolves after the time, or at once when the signal fires; never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** The advisories that are loaded; without them nothing is known of any issue. */
  readonly issues?: (Advisories & AdvisoryIssues) | undefined;
  /** Other parties whose tokens are taken in place of a key. */
  readonly trust?: readonly TrustRule[];
  /** For a key without a limit of its own. */
  readonly requestsPerMinute: number;
};

/** What the middleware leaves for those that come after it. `route` is the path's pattern: the path itself may hold anything. */
export type ApiEnv = {
  /** `address`: where the request comes from, as far as the home can tell. `isFramed`: its body has no byte more than its Content-Length. */
  Bindings: { address?: string; isFramed?: boolean };
  Variables: { requestId: string; route: string; caller: Caller | null; body: Uint8Array; quota: QuotaAnswer | null };
};
