/** A semantic version; `pre` its identifiers before the build. */
export type Semver = { readonly numbers: readonly [bigint, bigint, bigint]; readonly pre: readonly string[] };

const form =
  /^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const largest = 2n ** 64n - 1n;
const longest = 256;

/** `1.2.3-rc.1+build`; undefined when it is none: no `v`, all three numbers, none with leading zeros. Source: semver.org 2.0.0, as blang/semver reads it. */
export const semverOf = (text: string): Semver | undefined => {
  const match = text.length > longest ? null : form.exec(text);
  if (!match) return undefined;
  const [, major = '', minor = '', patch = '', before] = match;
  const pre = before?.split('.') ?? [];
  if (pre.some((identifier) => /^0[0-9]+$/.test(identifier))) return undefined;
  const numbers = [BigInt(major), BigInt(minor), BigInt(patch)] as const;
  return [...numbers, ...pre.filter(isNumber).map(BigInt)].some((number) => number > largest) ? undefined : { numbers, pre };
};

export const noVersion: Semver = { numbers: [0n, 0n, 0n], pre: [] };

/** Below, at or above 0; the build does not count. Source: semver.org 2.0.0, item 11. */
export const compareSemvers = (left: Semver, right: Semver): number => {
  for (const index of [0, 1, 2] as const) {
    const order = compare(left.numbers[index], right.numbers[index]);
    if (order !== 0) return order;
  }
  if (left.pre.length === 0 || right.pre.length === 0)
    return compare(right.pre.length, left.pre.length) && (left.pre.length === 0 ? 1 : -1);
  for (const [index, identifier] of left.pre.entries()) {
    const other = right.pre[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(identifier, other);
    if (order !== 0) return order;
  }
  return left.pre.length < right.pre.length ? -1 : 0;
};

const compareIdentifiers = (left: string, right: string): number => {
  if (isNumber(left) && isNumber(right)) return compare(BigInt(left), BigInt(right));
  if (isNumber(left) !== isNumber(right)) return isNumber(left) ? -1 : 1;
  return compare(left, right);
};

const isNumber = (identifier: string): boolean => /^[0-9]+$/.test(identifier);

const compare = <Value extends bigint | number | string>(left: Value, right: Value): number => (left < right ? -1 : left > right ? 1 : 0);
