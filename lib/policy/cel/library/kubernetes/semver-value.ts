export type Semver = { readonly numbers: readonly [bigint, bigint, bigint]; readonly before: readonly string[] };

const form = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const longest = 512;
const largest = 2n ** 64n;

/** Source: Semantic Versioning 2.0.0; numbers of 64 bits, as blang/semver has them. */
export const parseSemver = (text: string): Semver | undefined => {
  const found = text.length <= longest ? form.exec(text) : null;
  if (!found) return undefined;
  const [, major = '0', minor = '0', patch = '0', before] = found;
  const identifiers = before === undefined ? [] : before.split('.');
  const numbers = [BigInt(major), BigInt(minor), BigInt(patch)] as const;
  if (numbers.some((number) => number >= largest) || identifiers.some((one) => /^0\d+$/.test(one))) return undefined;
  return { numbers, before: identifiers };
};

/** Takes a leading `v` and leading zeros away, and gives the numbers that are missing. Source: kubernetes apiserver, semverlib.go, normalize. */
export const normalized = (text: string): string => {
  const found = /^v?([\d.]*\d)((?:[-+].*)?)$/s.exec(text.slice(0, longest));
  if (!found) return text;
  const [, numbers = '', rest = ''] = found;
  const parts = numbers.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  if (parts.length > 3 || (parts.length < 3 && rest !== '') || parts.includes('')) return text;
  return `${[...parts, '0', '0'].slice(0, 3).join('.')}${rest}`;
};

/** Negative, zero or positive; what stands after `+` says nothing. */
export const compareSemvers = (a: Semver, b: Semver): number => {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (a.before.length === 0 || b.before.length === 0) return Math.sign(b.before.length - a.before.length);
  return compareIdentifiers(a.before, b.before);
};

const compareIdentifiers = (a: readonly string[], b: readonly string[]): number => {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (one !== other) return compareOne(one, other);
  }
  return a.length < b.length ? -1 : 0;
};

const compareOne = (a: string, b: string): number => {
  const [isNumber, isOther] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber !== isOther) return isNumber ? -1 : 1;
  if (isNumber && a.length !== b.length) return a.length < b.length ? -1 : 1;
  return a < b ? -1 : 1;
};
