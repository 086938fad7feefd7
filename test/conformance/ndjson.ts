import { basename } from 'node:path';
import { filesOf, linesOf } from './lines.ts';
import type { CaseFailure, CaseKind, SuiteResult } from './result.ts';

/** A kind of case whose lines are judged without the suite knowing their type. */
export type Judge = (line: unknown, file: string) => ReturnType<CaseKind<unknown>['judge']> | null;

export const judgeOf =
  <Case>(kind: (file: string) => CaseKind<Case>): Judge =>
  (line, file) => {
    const known = kind(file);
    return known.accepts(line) ? known.judge(line) : null;
  };

/** Runs every line of every .ndjson file of the suite through the first judge that knows its shape. Other lines are another suite's. */
export const runLines = (suite: string, judges: readonly Judge[]): SuiteResult => {
  const failed: CaseFailure[] = [];
  let passed = 0;
  let unmapped = 0;
  for (const path of filesOf(suite, '.ndjson')) {
    for (const line of linesOf(path)) {
      const outcome = judges.map((judge) => judge(line, basename(path))).find((found) => found !== null);
      if (outcome?.kind === 'passed') passed += 1;
      if (outcome?.kind === 'failed') failed.push(outcome.failure);
      if (outcome?.kind === 'unmapped') unmapped += 1;
    }
  }
  return { suite, total: passed + failed.length + unmapped, passed, failed, unmapped };
};
