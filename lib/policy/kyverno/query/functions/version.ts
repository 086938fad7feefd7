import { failed, valued } from '../../outcome.ts';
import { noVersion, semverOf } from '../../scalar/semver.ts';
import { semverRangeOf } from '../../scalar/semver-range.ts';
import { text } from './argument.ts';
import { define, type QueryFunction } from './define.ts';

export const versionFunctions: readonly QueryFunction[] = [
  // What is no version counts as 0.0.0, as in Kyverno, which passes over the error.
  define('semver_compare', [text, text], ([version, wanted]) => {
    const range = semverRangeOf(wanted);
    return range
      ? valued(range(semverOf(version) ?? noVersion))
      : failed(`semver_compare: ${JSON.stringify(wanted)} is no range of versions`);
  }),
];
