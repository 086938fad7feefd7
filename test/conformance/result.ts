/** What design.md section 7 promises of a suite's outcome. */
export type CaseFailure = { readonly case: string; readonly expected: unknown; readonly got: unknown };
export type SuiteResult = {
  readonly suite: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: readonly CaseFailure[];
  /** Cases of checks that no rule of ours covers; not counted as passed. */
  readonly unmapped: number;
};

/** One kind of case in a suite's folder. `accepts` tells its lines by their shape, so that new files are taken as they come. */
export type CaseKind<Case> = {
  readonly name: string;
  accepts(line: unknown): line is Case;
  judge(oneCase: Case): CaseOutcome;
};

export type CaseOutcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly failure: CaseFailure }
  | { readonly kind: 'unmapped'; readonly why: string };

export const compare = (name: string, expected: unknown, got: unknown, isEqual: boolean): CaseOutcome =>
  isEqual ? { kind: 'passed' } : { kind: 'failed', failure: { case: name, expected, got } };
