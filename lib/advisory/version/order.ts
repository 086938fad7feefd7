/** Negative, zero or positive; null when one of the two is not a version of this scheme, which is never read as "not affected". */
export type CompareVersions = (a: string, b: string) => number | null;

/** Integers of this many digits are exact. Source: ECMA-262, Number.MAX_SAFE_INTEGER. */
const exactDigits = 15;

/** Compares runs of decimal digits of any length: leading zeros do not count. */
export const compareDigits = (a: string, b: string): number => {
  if (a.length <= exactDigits && b.length <= exactDigits) return Number(a) - Number(b);
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

/** A parser that remembers: one list of versions is compared with each end of each range, and projects number alike. Bounded. */
export const remembering = <T>(parse: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const parsed = parse(text);
    if (known.size >= mostRemembered) known.clear();
    if (text.length <= longestRemembered) known.set(text, parsed);
    return parsed;
  };
};

const mostRemembered = 20_000;
const longestRemembered = 100;
