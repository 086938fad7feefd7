import { type CompareVersions, compareDigits, compareLists, compareText, remembering } from './order.ts';

type Parsed = { numbers: string[]; before: string[] | null; build: string[] };

const form = /^[v=\s]*(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+)|([A-Za-z-][0-9A-Za-z.-]*))?(?:\+([0-9A-Za-z.-]*))?$/;

const read = (text: string): Parsed | null => {
  const match = form.exec(text.trim());
  if (match === null) return null;
  const before = match[2] ?? match[3];
  return {
    numbers: (match[1] ?? '').split('.'),
    before: before === undefined ? null : before.split('.'),
    build: match[4] ? match[4].split('.') : [],
  };
};

const parse = remembering(read);

/** Any count of numbers of any length, a leading `v` allowed, build data ignored. Source: Semantic Versioning 2.0.0 item 11. */
export const compareSemver: CompareVersions = (a, b) => {
  const left = parse(a);
  const right = parse(b);
  return left === null || right === null ? null : compareWithoutBuild(left, right);
};

/** As semver, but build data sorts after none. Source: pub_semver, "Build metadata is ordered". */
export const comparePub: CompareVersions = (a, b) => {
  const left = parse(a);
  const right = parse(b);
  if (left === null || right === null) return null;
  return compareWithoutBuild(left, right) || compareIdentifierLists(left.build, right.build);
};

/**
 * As semver, but a number after the hyphen is Bitnami's count of rebuilds, and newer than none. Source: bitnami/go-version, Compare; what is no number stays
 * a pre-release, since Bitnami's records use both.
 */
export const compareBitnami: CompareVersions = (a, b) => {
  const left = parse(a);
  const right = parse(b);
  if (left === null || right === null) return null;
  return (
    compareLists(left.numbers, right.numbers, '0', compareDigits) ||
    compareBefore(prerelease(left), prerelease(right)) ||
    compareRebuilds(left, right)
  );
};

const isRebuild = ({ before }: Parsed): boolean => before?.length === 1 && /^\d+$/.test(before[0] ?? '');
const prerelease = (version: Parsed): readonly string[] | null => (isRebuild(version) ? null : version.before);
/** `1.2.3-0` is a build of its own, newer than the bare `1.2.3`. */
const compareRebuilds = (a: Parsed, b: Parsed): number =>
  Number(isRebuild(a)) - Number(isRebuild(b)) || (isRebuild(a) ? compareDigits(a.before?.[0] ?? '', b.before?.[0] ?? '') : 0);

/** Go versions as build info and OSV write them: `go1.22.1`, `v1.2.3+incompatible`, pseudo-versions, `1.22rc1`. Source: Go modules reference, versions. */
export const compareGo: CompareVersions = (a, b) => compareSemver(a.replace(/^go/, ''), b.replace(/^go/, ''));

const compareWithoutBuild = (a: Parsed, b: Parsed): number =>
  compareLists(a.numbers, b.numbers, '0', compareDigits) || compareBefore(a.before, b.before);

/** A version with a pre-release is older than the same without. */
const compareBefore = (a: readonly string[] | null, b: readonly string[] | null): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareIdentifierLists(a, b);
};

const compareIdentifierLists = (a: readonly string[], b: readonly string[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const x = a[i];
    const y = b[i];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const order = compareIdentifiers(x, y);
    if (order !== 0) return order;
  }
  return 0;
};

/** Numbers are older than words. */
const compareIdentifiers = (a: string, b: string): number => {
  const aIsNumber = /^\d+$/.test(a);
  const bIsNumber = /^\d+$/.test(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return aIsNumber ? compareDigits(a, b) : compareText(a, b);
};
