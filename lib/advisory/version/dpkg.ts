import { type CompareVersions, compareDigits, remembering } from './order.ts';

/** `[epoch:]upstream[-revision]`. Source: Debian Policy Manual 5.6.12, deb-version(7). */
export const compareDpkg: CompareVersions = (a, b) => {
  const left = parse(a);
  const right = parse(b);
  if (left === null || right === null) return null;
  return compareDigits(left.epoch, right.epoch) || comparePart(left.upstream, right.upstream) || comparePart(left.revision, right.revision);
};

type Parsed = { readonly epoch: string; readonly upstream: readonly string[]; readonly revision: readonly string[] };

const split = (version: string): Parsed | null => {
  const text = version.trim();
  const colon = text.indexOf(':');
  // dpkg reads an epoch as C does, which allows a sign.
  const epoch = colon < 0 ? '0' : text.slice(0, colon).replace(/^\+/, '');
  const rest = text.slice(colon + 1);
  if (!/^\d+$/.test(epoch) || !/^[A-Za-z0-9.+~:-]+$/.test(rest)) return null;
  const dash = rest.lastIndexOf('-');
  return dash < 0
    ? { epoch, upstream: runsOf(rest), revision: [] }
    : { epoch, upstream: runsOf(rest.slice(0, dash)), revision: runsOf(rest.slice(dash + 1)) };
};

const runsOf = (text: string): readonly string[] => text.match(/\D+|\d+/g) ?? [];

const parse = remembering(split);

/** Non-digits and digits by turns; `~` sorts before the end, letters before everything else. */
const comparePart = (left: readonly string[], right: readonly string[]): number => {
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const x = takeText(left[i]);
    const y = takeText(right[j]);
    const textOrder = compareNonDigits(x, y);
    if (textOrder !== 0) return textOrder;
    if (x !== '') i += 1;
    if (y !== '') j += 1;
    const digitOrder = compareDigits(takeDigits(left[i]), takeDigits(right[j]));
    if (digitOrder !== 0) return digitOrder;
    if (takeDigits(left[i]) !== '') i += 1;
    if (takeDigits(right[j]) !== '') j += 1;
  }
  return 0;
};

const startsWithDigit = (run: string | undefined): boolean => run !== undefined && run.charCodeAt(0) >= 48 && run.charCodeAt(0) <= 57;
const takeText = (run: string | undefined): string => (run === undefined || startsWithDigit(run) ? '' : run);
const takeDigits = (run: string | undefined): string => (run !== undefined && startsWithDigit(run) ? run : '');

const compareNonDigits = (a: string, b: string): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const order = weight(a.charCodeAt(i)) - weight(b.charCodeAt(i));
    if (order !== 0) return order;
  }
  return 0;
};

/** NaN is the end of the run. */
const weight = (code: number): number => {
  if (Number.isNaN(code)) return 0;
  if (code === 126) return -1;
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) ? code : code + 256;
};
