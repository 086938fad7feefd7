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

/**
 * As Composer compares: after it has filled the numbers up to four and left `-stable` and build data out. A branch without a number (`dev-main`) is neither
 * older nor newer than anything. Source: composer/semver, VersionParser::normalize and Constraint::versionCompare.
 */
export const compareComposer: CompareVersions = (a, b) => {
  if (a === b) return 0;
  const [left, right] = [normal(a), normal(b)];
  return left === null || right === null ? null : comparePackagist(left, right);
};

const label = String.raw`((?:[._-]?(?:(?:stable|beta|b|rc|alpha|a|patch|pl|p)(?:[.-]?\d+(?:[.-]\d+)*)?)?)(?:[.-]?dev)?)(?:\+\S+)?$`;
const composed = new RegExp(String.raw`^v?(\d{1,5}(?:\.\d+){0,3})${label}`, 'i');
const dated = new RegExp(String.raw`^v?(\d{4}(?:[.:-]?\d{2}){1,6}(?:[.:-]?\d{1,3}){0,2})${label}`, 'i');
/** `2.x-dev` is what comes after every 2. */
const branch = /^v?(\d+(?:\.\d+){0,2})(?:\.[x*]){1,3}[.-]?dev$/i;
const last = '9999999';

const normal = (version: string): string | null => {
  const text = version.trim();
  if (/^dev-/i.test(text)) return null;
  const ahead = branch.exec(text)?.[1];
  if (ahead !== undefined) return `${filled(ahead, last)}-dev`;
  const short = composed.exec(text);
  const match = short ?? dated.exec(text);
  if (match === null) return version;
  const [, numbers = '', word = ''] = match;
  const tidy = word
    .toLowerCase()
    .replace(/^[._-]?stable[\d.-]*/, '')
    .replace(/^[._-]$/, '');
  return `${short ? filled(numbers, '0') : numbers.replace(/\D/g, '.')}${tidy}`;
};

const filled = (numbers: string, by: string): string => [...numbers.split('.'), by, by, by].slice(0, 4).join('.');

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
