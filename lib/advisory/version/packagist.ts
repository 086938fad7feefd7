import { type CompareVersions, compareDigits } from './order.ts';

/**
 * Words by age; a word counts as the first of these that it starts with, one that starts with none is older than all.
 * "#" stands for a number. Case counts. Source: PHP manual, version_compare, and its tests.
 */
const forms: readonly (readonly [start: string, age: number])[] = [
  ['dev', 0],
  ['a', 1],
  ['b', 2],
  ['RC', 3],
  ['rc', 3],
  ['c', 3],
  ['#', 4],
  ['p', 5],
];
const unknown = -1;
const number = 4;

export const comparePackagist: CompareVersions = (a, b) => compareParts(parts(a), parts(b));

/** As Composer compares: after it has filled the numbers up to four and left `-stable` and build data out. Source: composer/semver, VersionParser::normalize. */
export const compareComposer: CompareVersions = (a, b) => comparePackagist(normal(a), normal(b));

const composed =
  /^v?(\d{1,5}(?:\.\d+){0,3})((?:[._-]?(?:stable|beta|b|rc|alpha|a|patch|pl|p)(?:[.-]?\d+(?:[.-]\d+)*)?)?(?:[.-]?dev)?)(?:\+\S*)?$/i;

const normal = (version: string): string => {
  const match = composed.exec(version.trim());
  if (match === null) return version;
  const [, numbers = '', label = ''] = match;
  const filled = [...numbers.split('.'), '0', '0', '0'].slice(0, 4).join('.');
  return `${filled}${label.toLowerCase().replace(/^[._-]?stable[\d.-]*/, '')}`;
};

const parts = (version: string): string[] =>
  version
    .trim()
    .replace(/^v(?=\d)/i, '')
    .match(/\d+|[A-Za-z]+|#|(?<=[-_+.])$/g) ?? [];

const compareParts = (a: readonly string[], b: readonly string[]): number => {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const order = comparePart(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return compareRest(a.slice(shared)) - compareRest(b.slice(shared));
};

/** What one version has more: a number makes it newer, a word counts against "#". */
const compareRest = (rest: readonly string[]): number => {
  if (rest[0] === undefined) return 0;
  return isNumber(rest[0]) ? 1 : compareParts(rest, ['#']);
};

const isNumber = (part: string): boolean => /^\d/.test(part);

const comparePart = (a: string, b: string): number => (isNumber(a) && isNumber(b) ? compareDigits(a, b) : age(a) - age(b));

const age = (part: string): number => (isNumber(part) ? number : (forms.find(([start]) => part.startsWith(start))?.[1] ?? unknown));
