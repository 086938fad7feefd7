import { type CompareVersions, compareDigits, compareText } from './order.ts';

// After the first hyphen Gem::Version takes any run of hyphens.
const form = /^\s*[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\s*$/;

/** Segments of digits or letters; letters are older than numbers, trailing zeros do not count, `-` reads `.pre.`. Source: Gem::Version documentation. */
export const compareRubygems: CompareVersions = (a, b) => {
  if (!form.test(a) || !form.test(b)) return null;
  const left = segments(a);
  const right = segments(b);
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const x = left[i] ?? '0';
    const y = right[i] ?? '0';
    const xIsNumber = /^\d/.test(x);
    if (xIsNumber !== /^\d/.test(y)) return xIsNumber ? 1 : -1;
    const order = xIsNumber ? compareDigits(x, y) : compareText(x, y);
    if (order !== 0) return order;
  }
  return 0;
};

/** Zeros at the end, and those before the first letters, say nothing. */
const segments = (version: string): string[] => {
  const all =
    version
      .trim()
      .replaceAll('-', '.pre.')
      .match(/\d+|[A-Za-z]+/g) ?? [];
  const word = all.findIndex((segment) => !/^\d/.test(segment));
  const numbers = withoutTrailingZeros(word < 0 ? all : all.slice(0, word));
  return word < 0 ? numbers : [...numbers, ...withoutTrailingZeros(all.slice(word))];
};

const withoutTrailingZeros = (list: readonly string[]): string[] => {
  let end = list.length;
  while (end > 0 && /^0+$/.test(list[end - 1] ?? '')) end -= 1;
  return list.slice(0, end);
};
