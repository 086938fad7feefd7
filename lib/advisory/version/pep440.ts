import { type CompareVersions, compareDigits, compareLists, compareText, remembering } from './order.ts';

type Parsed = {
  epoch: string;
  release: string[];
  before: [number, string];
  after: string | null;
  dev: string | null;
  local: string[] | null;
};

const form =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/i;

const phases: { readonly [word: string]: number } = { a: 1, alpha: 1, b: 2, beta: 2, c: 3, rc: 3, pre: 3, preview: 3 };
/** A development release of nothing else is older than every pre-release; no pre-release is newer than all. */
const devOnly = 0;
const final = 4;

/** Source: PyPA version specifiers, "Summary of permitted suffixes and relative ordering"; versions that do not conform sort before all that do, as in PEP 440's legacy rule. */
export const comparePep440: CompareVersions = (a, b) => {
  const left = parse(a);
  const right = parse(b);
  if (left === null || right === null) return left === right ? compareLegacy(a, b) : left === null ? -1 : 1;
  return (
    compareDigits(left.epoch, right.epoch) ||
    compareLists(left.release, right.release, '0', compareDigits) ||
    left.before[0] - right.before[0] ||
    compareDigits(left.before[1], right.before[1]) ||
    compareOptional(left.after, right.after, -1) ||
    compareOptional(left.dev, right.dev, 1) ||
    compareLocal(left.local, right.local)
  );
};

const parseVersion = (text: string): Parsed | null => {
  const match = form.exec(text);
  if (match === null) return null;
  const [, epoch, release, phase, phaseNumber, implicitPost, post, postNumber, dev, devNumber, local] = match;
  const after = implicitPost ?? (post === undefined ? null : postNumber || '0');
  const isDev = dev !== undefined;
  const before: [number, string] =
    phase !== undefined ? [phases[phase.toLowerCase()] ?? final, phaseNumber || '0'] : [isDev && after === null ? devOnly : final, '0'];
  return {
    epoch: epoch ?? '0',
    release: (release ?? '0').split('.'),
    before,
    after,
    dev: isDev ? devNumber || '0' : null,
    local: local === undefined ? null : local.toLowerCase().split(/[-_.]/),
  };
};

const parse = remembering(parseVersion);

/** `absent` is -1 when lacking the part is older, 1 when it is newer. */
const compareOptional = (a: string | null, b: string | null, absent: 1 | -1): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? absent : -absent;
  return compareDigits(a, b);
};

const compareLocal = (a: readonly string[] | null, b: readonly string[] | null): number => {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const x = a[i];
    const y = b[i];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const xIsNumber = /^\d+$/.test(x);
    if (xIsNumber !== /^\d+$/.test(y)) return xIsNumber ? 1 : -1;
    const order = xIsNumber ? compareDigits(x, y) : compareText(x, y);
    if (order !== 0) return order;
  }
  return 0;
};

const replaced: { readonly [word: string]: string } = { pre: 'c', preview: 'c', '-': 'final-', rc: 'c', dev: '@' };

/** The order that setuptools gave to versions before PEP 440: numbers padded, words marked so that pre-releases sort below `*final`. */
const legacyKey = (text: string): string[] => {
  const key: string[] = [];
  for (const part of [...(text.toLowerCase().match(/\d+|[a-z]+|\.|-/g) ?? []), 'final']) {
    const word = replaced[part] ?? part;
    if (word === '.') continue;
    if (/^\d/.test(word)) {
      key.push(word.padStart(8, '0'));
      continue;
    }
    const marked = `*${word}`;
    if (marked < '*final') while (key.at(-1) === '*final-') key.pop();
    while (key.at(-1) === '00000000') key.pop();
    key.push(marked);
  }
  return key;
};

const compareLegacy = (a: string, b: string): number => compareLists(legacyKey(a), legacyKey(b), '', compareText);
