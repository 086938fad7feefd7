import type { Digest } from '../model/digest.ts';
import type { Decision, Mode, Reason } from '../model/verdict.ts';

/** The answer for a whole change that this part was judged in, when it had other parts. */
export type ChangeAnswer = { readonly decision: Decision; readonly subjectCount: number; readonly reasons: readonly Reason[] };

/**
 * The answer for one part of the change, by its own reasons. `scanId`: a scan that was started, or is on its way, because there is no
 * verdict to answer from. `change` is for reading: it takes no part in the decision.
 */
export type SubjectAnswer = {
  readonly subject: string;
  readonly digest: Digest | null;
  readonly decision: Decision;
  readonly reasons: readonly Reason[];
  readonly policy: { readonly name: string; readonly digest: Digest; readonly mode: Mode; readonly mapping: number | null };
  readonly verdictId: string | null;
  readonly evaluatedAt: string | null;
  readonly scanId: string | null;
  readonly change: ChangeAnswer | null;
};

/** One answer for a whole change: the worst of its parts. `judged` is the same before a dry run or a broken glass made it `allow`. */
export type GateAnswer = {
  readonly decision: Decision;
  readonly judged: Decision;
  readonly reasons: readonly Reason[];
  readonly subjects: readonly SubjectAnswer[];
  readonly environment: string | null;
  readonly stage: string | null;
  readonly dryRun: boolean;
  readonly decidedAt: string;
};
