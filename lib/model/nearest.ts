/** Longer names are never compared: the distance is quadratic in them. */
const longestName = 64;

/** The candidate that was probably meant: at most a third of its letters wrong. For "did you mean". */
export const nearest = (name: string, candidates: Iterable<string>): string | undefined => {
  if (name.length > longestName) return undefined;
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    if (candidate.length > longestName) continue;
    const allowed = Math.min(best ? best.distance - 1 : longestName, Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3)));
    if (Math.abs(name.length - candidate.length) > allowed) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= allowed) best = { candidate, distance };
  }
  return best?.candidate;
};

/** Insertions, deletions, replacements and swaps of neighbours. Source: optimal string alignment distance. */
const editDistance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
};
