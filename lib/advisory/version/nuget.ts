import { type CompareVersions, compareDigits, compareLists, compareText } from './order.ts';
import { compareSemver } from './semver.ts';

const form = /^v?(\d+(?:\.\d+){0,3})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]*)?$/;

/** Up to four numbers, labels without regard to case, build data ignored. Source: NuGet documentation, package versioning, normalized version numbers. */
export const compareNuget: CompareVersions = (a, b) => {
  const left = form.exec(a.trim().toLowerCase());
  const right = form.exec(b.trim().toLowerCase());
  if (left === null || right === null) return compareSemver(a.toLowerCase(), b.toLowerCase());
  const numbers = compareLists((left[1] ?? '').split('.'), (right[1] ?? '').split('.'), '0', compareDigits);
  return numbers || compareLabels(left[2], right[2]);
};

/** A version with labels is older than the same without. */
const compareLabels = (a: string | undefined, b: string | undefined): number => {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const [left, right] = [a.slice(1).split('.'), b.slice(1).split('.')];
  const at = left.findIndex((label, index) => right[index] === undefined || compareLabel(label, right[index]) !== 0);
  const [x, y] = [left[at], right[at]];
  if (x === undefined) return left.length - right.length;
  return y === undefined ? 1 : compareLabel(x, y);
};

const compareLabel = (a: string, b: string): number => {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null) return x - y;
  return Number(x === null) - Number(y === null) || compareText(a, b);
};

/** What .NET reads as an Int32 is a number, with a sign too; a longer run of digits is a text. Source: NuGet.Versioning, VersionComparer. */
const numberOf = (label: string): number | null => {
  const number = /^-?\d+$/.test(label) ? Number(label) : Number.NaN;
  return number >= -(2 ** 31) && number < 2 ** 31 ? number : null;
};
