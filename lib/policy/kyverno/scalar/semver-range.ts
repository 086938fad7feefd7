import { compareSemvers, type Semver, semverOf } from './semver.ts';

export type SemverRange = (version: Semver) => boolean;

const holds = new Map<string, (order: number) => boolean>([
  ['', (order) => order === 0],
  ['=', (order) => order === 0],
  ['==', (order) => order === 0],
  ['!', (order) => order !== 0],
  ['!=', (order) => order !== 0],
  ['>', (order) => order > 0],
  ['>=', (order) => order >= 0],
  ['<', (order) => order < 0],
  ['<=', (order) => order <= 0],
]);
const longest = 1_000;

/**
 * `>=1.2.0 <2.0.0 !1.5.0 || 3.x`: spaces are and, `||` is or, an `x` stands for the last one or two numbers. Undefined when it is none.
 * Source: blang/semver v4, ParseRange.
 */
export const semverRangeOf = (text: string): SemverRange | undefined => {
  if (text.length > longest) return undefined;
  const alternatives = text.split(/ \|\|(?= |$)/).map(termsOf);
  const ranges: SemverRange[] = [];
  for (const terms of alternatives) {
    const range = terms.length === 0 ? undefined : allOf(terms);
    if (!range) return undefined;
    ranges.push(range);
  }
  return (version) => ranges.some((range) => range(version));
};

/** A space after a comparison belongs to it: `> 1.0.0`. */
const termsOf = (text: string): readonly string[] =>
  text
    .replace(/([<>=]) +/g, '$1')
    .split(' ')
    .filter((term) => term !== '');

const allOf = (terms: readonly string[]): SemverRange | undefined => {
  const ranges: SemverRange[] = [];
  for (const term of terms) {
    const [, comparison = '', version = ''] = /^([^0-9]*)(.*)$/s.exec(term) ?? [];
    const range = version.includes('x') ? wildcardRange(comparison, version) : plainRange(comparison, version);
    if (!range) return undefined;
    ranges.push(range);
  }
  return (version) => ranges.every((range) => range(version));
};

const plainRange = (comparison: string, text: string): SemverRange | undefined => {
  const bound = semverOf(text);
  const test = holds.get(comparison);
  return bound && test && ((version) => test(compareSemvers(version, bound)));
};

/** `1.2.x` is from 1.2.0 to before 1.3.0, `1.x` from 1.0.0 to before 2.0.0. */
const wildcardRange = (comparison: string, text: string): SemverRange | undefined => {
  const match = /^([0-9]+)(?:\.([0-9]+))?(?:\.x){1,2}$/.exec(text);
  if (!match) return undefined;
  const [, major = '', minor] = match;
  const low = semverOf(`${major}.${minor ?? '0'}.0`);
  const high = semverOf(minor === undefined ? `${BigInt(major) + 1n}.0.0` : `${major}.${BigInt(minor) + 1n}.0`);
  if (!low || !high) return undefined;
  const [isLow, isHigh] = [(version: Semver) => compareSemvers(version, low) >= 0, (version: Semver) => compareSemvers(version, high) >= 0];
  const ranges = new Map<string, SemverRange>([
    ['>', isHigh],
    ['>=', isLow],
    ['<', (version) => !isLow(version)],
    ['<=', (version) => !isHigh(version)],
    ['', (version) => isLow(version) && !isHigh(version)],
    ['!', () => false],
  ]);
  return ranges.get(comparison.replace(/^!=$/, '!').replace(/^==?$/, ''));
};
