import { type CompareVersions, compareDigits, compareLists } from './order.ts';
import { compareSemver } from './semver.ts';

const form = /^v?(\d+(?:\.\d+){0,3})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]*)?$/;

/** Up to four numbers, labels without regard to case, build data ignored. Source: NuGet documentation, package versioning, normalized version numbers. */
export const compareNuget: CompareVersions = (a, b) => {
  const left = form.exec(a.trim().toLowerCase());
  const right = form.exec(b.trim().toLowerCase());
  if (left === null || right === null) return compareSemver(a.toLowerCase(), b.toLowerCase());
  const numbers = compareLists((left[1] ?? '').split('.'), (right[1] ?? '').split('.'), '0', compareDigits);
  return numbers || compareSemver(`0${left[2] ?? ''}`, `0${right[2] ?? ''}`);
};
