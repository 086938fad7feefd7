import { canonicalJson } from '../model/canonical.ts';
import type { NotEvaluated } from '../model/finding.ts';
import type { Location } from '../model/location.ts';
import type { InputProblem, JudgedFinding } from '../model/verdict.ts';

/** By subject, place and rule, as a reader goes through the files; what is still equal by its bytes. So no order of the input can be seen in a verdict. */
export const sortFindings = (findings: readonly JudgedFinding[]): readonly JudgedFinding[] => [...findings].sort(compareFindings);

const compareFindings = (a: JudgedFinding, b: JudgedFinding): number =>
  a.subject - b.subject ||
  comparePlaces(a.location, b.location) ||
  compare(a.rule, b.rule) ||
  compare(a.fingerprint, b.fingerprint) ||
  compare(canonicalJson(a), canonicalJson(b));

const comparePlaces = (a: Location, b: Location): number => {
  if (a === b) return 0;
  if (a.kind === 'source' && b.kind === 'source')
    return compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.pointer ?? '', b.pointer ?? '');
  return compareKeys(placeKey(a), placeKey(b));
};

export const sortGaps = (gaps: readonly NotEvaluated[]): readonly NotEvaluated[] =>
  sortBy(gaps, ({ subject, rule, object = '', container = '', reason }) => [subject, rule, object, container, reason]);

export const sortProblems = (problems: readonly InputProblem[]): readonly InputProblem[] =>
  sortBy(problems, ({ subject, file = '', line = 0, column = 0, code }) => [subject, file, line, column, code]);

type SortKey = readonly (string | number)[];

const placeKey = (location: Location): SortKey => {
  switch (location.kind) {
    case 'source':
      return [location.file, location.line, location.column, location.pointer ?? ''];
    case 'layer':
      return [location.path, 0, 0, location.layer];
    case 'config':
      return ['', 0, 0, location.pointer];
  }
};

const sortBy = <Value>(values: readonly Value[], keyOf: (value: Value) => SortKey): readonly Value[] =>
  values
    .map((value) => ({ value, key: keyOf(value) }))
    .sort((a, b) => compareKeys(a.key, b.key) || compare(canonicalJson(a.value), canonicalJson(b.value)))
    .map(({ value }) => value);

const compareKeys = (a: SortKey, b: SortKey): number => {
  for (const [index, part] of a.entries()) {
    const order = compare(part, b[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
};

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
