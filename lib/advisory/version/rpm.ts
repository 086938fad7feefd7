import { type CompareVersions, compareDigits, compareText } from './order.ts';

/** `[epoch:]version[-release]`; an epoch that is not a number is compared like a version. Source: rpm-version(7), rpmvercmp. */
export const compareRpm: CompareVersions = (a, b) => {
  const left = split(a);
  const right = split(b);
  return comparePart(left.epoch, right.epoch) || comparePart(left.version, right.version) || compareReleases(left.release, right.release);
};

/** A label without a release is older than the same with one. */
const compareReleases = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(a !== null) - Number(b !== null) : comparePart(a, b);

const split = (text: string): { epoch: string; version: string; release: string | null } => {
  const colon = text.indexOf(':');
  const rest = text.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon <= 0 ? '0' : text.slice(0, colon),
    version: dash < 0 ? rest : rest.slice(0, dash),
    release: dash < 0 ? null : rest.slice(dash + 1),
  };
};

const tokens = /\d+|[A-Za-z]+|~|\^/g;

/** Runs of digits or letters, anything else separates; `~` sorts before the end, `^` after the end and before more. */
const comparePart = (a: string, b: string): number => {
  if (a === b) return 0;
  const left = a.match(tokens) ?? [];
  const right = b.match(tokens) ?? [];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const x = left[i];
    const y = right[i];
    if (x === y) continue;
    if (x === '~' || y === '~') return x === '~' ? -1 : 1;
    if (x === '^') return y === undefined ? 1 : -1;
    if (y === '^') return x === undefined ? -1 : 1;
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const order = compareRuns(x, y);
    if (order !== 0) return order;
  }
  return 0;
};

/** A number is newer than letters. */
const compareRuns = (a: string, b: string): number => {
  const aIsNumber = /^\d/.test(a);
  const bIsNumber = /^\d/.test(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? 1 : -1;
  return aIsNumber ? compareDigits(a, b) : compareText(a, b);
};
