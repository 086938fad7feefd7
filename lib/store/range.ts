/** The smallest text above every text that starts with `prefix`, in the order of UTF-8 bytes; undefined when there is none. */
export const afterPrefix = (prefix: string): string | undefined => {
  const points = [...prefix];
  for (let last = points.length - 1; last >= 0; last -= 1) {
    const point = points[last]?.codePointAt(0) ?? 0;
    if (point === 0x10ffff) continue;
    // The surrogates have no UTF-8 form: U+E000 follows U+D7FF.
    const next = point === 0xd7ff ? 0xe000 : point + 1;
    return points.slice(0, last).join('') + String.fromCodePoint(next);
  }
  return undefined;
};

/** Compares as UTF-8 bytes, as the homes sort; JavaScript's own order differs above U+FFFF. */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
