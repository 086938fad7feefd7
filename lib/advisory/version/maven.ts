import { type CompareVersions, compareDigits, compareText } from './order.ts';

/** A token with the separator before it. Source: Maven POM reference, version order specification. */
type Token = { separator: '.' | '-'; text: string; isNumber: boolean };

const qualifiers = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const spellings = new Map([
  ['ga', ''],
  ['final', ''],
  ['release', ''],
  ['cr', 'rc'],
]);
const shortened = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

export const compareMaven: CompareVersions = (a, b) => {
  const left = tokens(a);
  const right = tokens(b);
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const x = left[i];
    const y = right[i];
    const order = compareTokens(x ?? padding(y), y ?? padding(x));
    if (order !== 0) return order;
  }
  return 0;
};

const padding = (other: Token | undefined): Token => ({
  separator: other?.separator ?? '.',
  text: other?.isNumber === true ? '0' : '',
  isNumber: other?.isNumber ?? false,
});

const tokens = (version: string): Token[] => {
  const found: Token[] = [];
  let separator: Token['separator'] = '.';
  let previousEnd = 0;
  for (const match of version.toLowerCase().matchAll(/\d+|[^\d.-]+/g)) {
    const gap = version.slice(previousEnd, match.index);
    // Two separators in a row leave an empty token, which reads 0; a change between digits and letters is a hyphen.
    for (const mark of gap.slice(0, -1)) {
      found.push({ separator: found.length === 0 ? '.' : separator, text: '0', isNumber: true });
      separator = mark === '.' ? '.' : '-';
    }
    if (gap !== '') separator = gap.at(-1) === '.' ? '.' : '-';
    else if (found.length > 0) separator = '-';
    const isNumber = /^\d/.test(match[0]);
    const followedByDigit = /^\d/.test(version.slice(match.index + match[0].length));
    const word = (followedByDigit ? shortened.get(match[0]) : undefined) ?? match[0];
    found.push({ separator, text: isNumber ? word : (spellings.get(word) ?? word), isNumber });
    previousEnd = match.index + match[0].length;
  }
  return trimmed(found);
};

/** Null values (0, "", final, ga, release) say nothing at the end, nor before a hyphen. */
const trimmed = (list: readonly Token[]): Token[] => {
  const kept: Token[] = [];
  for (const [index, token] of list.entries()) {
    if (index > 0 && token.separator === '-') dropNulls(kept);
    kept.push(token);
  }
  dropNulls(kept);
  return kept;
};

const dropNulls = (list: Token[]): void => {
  for (let last = list.at(-1); last !== undefined && isNull(last); last = list.at(-1)) list.pop();
};

const isNull = ({ text, isNumber }: Token): boolean => (isNumber ? /^0+$/.test(text) : text === '');

/** ".qualifier" < "-qualifier" < "-number" < ".number", as the specification orders them. */
const rank = ({ separator, isNumber }: Token): number => (isNumber ? (separator === '-' ? 2 : 3) : separator === '-' ? 1 : 0);

const compareTokens = (a: Token, b: Token): number => {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return a.isNumber ? compareDigits(a.text, b.text) : compareQualifiers(a.text, b.text);
};

/** Words that are not known come after the known ones, in alphabetical order. */
const compareQualifiers = (a: string, b: string): number => {
  const x = qualifiers.indexOf(a);
  const y = qualifiers.indexOf(b);
  if (x < 0 && y < 0) return compareText(a, b);
  return (x < 0 ? qualifiers.length : x) - (y < 0 ? qualifiers.length : y);
};
