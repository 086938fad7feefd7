/** Negative, zero or positive; null when one of the two is not a version of this scheme, which is never read as "not affected". */
export type CompareVersions = (a: string, b: string) => number | null;

/** Compares runs of decimal digits of any length: leading zeros do not count. */
export const compareDigits = (a: string, b: string): number => {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  return left.length - right.length || compareText(left, right);
};

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Item by item; where one list ends first, `missing` stands for what it lacks. */
export const compareLists = <T>(a: readonly T[], b: readonly T[], missing: T, compare: (left: T, right: T) => number): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const order = compare(a[i] ?? missing, b[i] ?? missing);
    if (order !== 0) return order;
  }
  return 0;
};
