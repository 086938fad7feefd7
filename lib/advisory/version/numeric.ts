import { type CompareVersions, compareDigits } from './order.ts';

/** Numbers separated by `.` or `-`; where all are equal the longer one is newer. Sources: R documentation, package_version; Haskell PVP. */
export const compareNumeric: CompareVersions = (a, b) => {
  if (!/^\d+(?:[.-]\d+)*$/.test(a) || !/^\d+(?:[.-]\d+)*$/.test(b)) return null;
  const left = a.split(/[.-]/);
  const right = b.split(/[.-]/);
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const order = compareDigits(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
};
