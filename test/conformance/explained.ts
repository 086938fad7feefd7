import { existsSync, readFileSync } from 'node:fs';
import type { CaseFailure } from './result.ts';

const page = 'docs/conformance.md';

/** Rows `| Tool check[, check…] | cases | reason |` of the page: how many cases of a check may differ, since the page says why. */
const allowances = (): Map<string, number> => {
  const allowed = new Map<string, number>();
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
  for (const [, tool = '', checks = '', count = '0'] of text.matchAll(/^\| ([A-Za-z-]+) ([^|]+?) \| (\d+) \| [^|\s][^|]* \|$/gm)) {
    const key = `${tool.toLowerCase()} ${checks}`;
    allowed.set(key, (allowed.get(key) ?? 0) + Number(count));
  }
  return allowed;
};

/** Parts failures into those that the page explains and the rest. A row explains no more cases than it counts. */
export const partExplained = (
  failures: readonly CaseFailure[],
): { readonly explained: readonly CaseFailure[]; readonly unexplained: readonly CaseFailure[] } => {
  const left = allowances();
  const explained: CaseFailure[] = [];
  const unexplained: CaseFailure[] = [];
  for (const failure of failures) {
    const row = [...left].find(([key, count]) => count > 0 && isAbout(failure.case, key));
    if (row) left.set(row[0], row[1] - 1);
    (row ? explained : unexplained).push(failure);
  }
  return { explained, unexplained };
};

/** `kubescape set-fsgroup-value (rule) case` is about the row `kubescape set-fsgroup-value, set-fsgroupchangepolicy-value`; long ids may be given by their telling part. */
const isAbout = (name: string, key: string): boolean => {
  const [tool = '', check = ''] = name.split(' ');
  const [rowTool = '', ...rest] = key.split(' ');
  return (
    tool === rowTool &&
    rest
      .join(' ')
      .split(', ')
      .some(
        (each) =>
          check === each ||
          check.replace(/-v\d+$/, '') === each ||
          check.startsWith(`${each}-`) ||
          (each.length > 8 && check.includes(each)),
      )
  );
};
