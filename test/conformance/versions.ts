import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { schemeOf } from '../../lib/advisory/version/scheme.table.ts';
import { filesOf } from './lines.ts';
import type { CaseFailure, SuiteResult } from './result.ts';

/** `a < b`, `a = b` or `a > b` a line; the file's name begins with the ecosystem. */
export const runVersions = (): SuiteResult => {
  const failed: CaseFailure[] = [];
  let total = 0;
  let unmapped = 0;
  for (const path of filesOf('versions', '.txt')) {
    const compare = schemeOf(basename(path).split('-versions')[0] ?? '');
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const [, a = '', expected = '', b = ''] = /^\s*(\S+)\s+([<=>])\s+(\S+)\s*$/.exec(line.startsWith('//') ? '' : line) ?? [];
      if (expected === '') continue;
      total += 1;
      if (compare === undefined) unmapped += 1;
      else if (mark(compare(a, b)) !== expected)
        failed.push({ case: `${basename(path)}: ${line.trim()}`, expected, got: mark(compare(a, b)) });
    }
  }
  return { suite: 'versions', total, passed: total - failed.length - unmapped, failed, unmapped };
};

const mark = (order: number | null): string => (order === null ? 'cannot compare' : order < 0 ? '<' : order > 0 ? '>' : '=');
