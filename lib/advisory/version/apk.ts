import { type CompareVersions, compareDigits, compareText } from './order.ts';

/** Suffixes before a release sort below none, those after it above. Source: apk-package(5), package version. */
const suffixes = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'];
const form = /^(\d*(?:\.\d*)*)([a-z]?)(\d*)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(~[0-9a-f]+)?(?:-r(?![a-z])(\d*))?/;

type Parsed = {
  numbers: string[];
  letter: string;
  letterDigits: string;
  suffixes: { order: number; digits: string | null }[];
  commit: string;
  /** null: none is written, which is older than any. */
  release: string | null;
  rest: boolean;
};

/**
 * `digits[.digits…][letter][_suffix[digits]…][~commit][-rN]`. Old lists hold versions with more behind that: the tail makes one older and is not compared
 * itself, except for digits behind the letter (`5.9.2p1`).
 */
export const compareApk: CompareVersions = (a, b) => {
  if (a === b) return 0;
  const left = parse(a);
  const right = parse(b);
  return (
    compareNumbers(left.numbers, right.numbers) ||
    compareText(left.letter, right.letter) ||
    compareDigits(left.letterDigits, right.letterDigits) ||
    compareSuffixes(left.suffixes, right.suffixes) ||
    compareText(left.commit, right.commit) ||
    compareWritten(left.release, right.release) ||
    Number(right.rest) - Number(left.rest)
  );
};

const parse = (text: string): Parsed => {
  const match = form.exec(text);
  return {
    numbers: (match?.[1] ?? '').split('.'),
    letter: match?.[2] ?? '',
    letterDigits: match?.[3] ?? '',
    suffixes: [...(match?.[4] ?? '').matchAll(/_([a-z]+)(\d*)/g)].map(([, name, digits]) => ({
      order: suffixes.indexOf(name ?? ''),
      digits: digits || null,
    })),
    commit: match?.[5] ?? '',
    release: match?.[6] ?? null,
    rest: (match?.[0].length ?? 0) < text.length,
  };
};

/** After the first number, one with a leading zero is compared as text, like the digits of a fraction. */
const compareNumbers = (a: readonly string[], b: readonly string[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const x = a[i];
    const y = b[i];
    if (x === undefined || y === undefined) return (x ?? y) === '' ? (x === undefined ? 1 : -1) : x === undefined ? -1 : 1;
    const order = i > 0 && (x.startsWith('0') || y.startsWith('0')) ? compareText(x, y) : compareDigits(x, y);
    if (order !== 0) return order;
  }
  return 0;
};

const none = { order: suffixes.indexOf(''), digits: null };

/** `_rc` is older than `_rc0`, and `1.0` than `1.0-r0`. Source: apk-tools, `apk version -t`. */
const compareWritten = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(a !== null) - Number(b !== null) : compareDigits(a, b);

const compareSuffixes = (a: Parsed['suffixes'], b: Parsed['suffixes']): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const x = a[i] ?? none;
    const y = b[i] ?? none;
    const order = x.order - y.order || compareWritten(x.digits, y.digits);
    if (order !== 0) return order;
  }
  return 0;
};
