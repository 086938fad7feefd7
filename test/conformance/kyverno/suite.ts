import { filesOf, linesOf } from '../lines.ts';
import { type CaseFailure, compare, type SuiteResult } from '../result.ts';
import { admissionExpectations, isAdmissionCase } from './admission.ts';
import { cliExpectations, isCliCase } from './cli.ts';
import type { Expectation } from './expectation.ts';

/** Every line of every .ndjson file of a shape that is known; an expectation of it, or an object sent, counts as one. */
export const runKyverno = (): SuiteResult => {
  const failed: CaseFailure[] = [];
  let passed = 0;
  for (const path of filesOf('kyverno', '.ndjson')) {
    for (const { name, expected, got } of linesOf(path).flatMap(expectationsOf)) {
      const outcome = compare(name, expected, got, expected === got);
      if (outcome.kind === 'failed') failed.push(outcome.failure);
      else passed += 1;
    }
  }
  return { suite: 'kyverno', total: passed + failed.length, passed, failed, unmapped: 0 };
};

const expectationsOf = (line: unknown): readonly Expectation[] => {
  if (isCliCase(line)) return cliExpectations(line);
  return isAdmissionCase(line) ? admissionExpectations(line) : [];
};
