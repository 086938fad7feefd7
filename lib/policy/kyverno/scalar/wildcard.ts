import { type Budget, spend } from './budget.ts';

/** Longer patterns stand for themselves alone: nobody writes one, and text of an object can be the pattern. */
const longestPattern = 4_096;
/** Comparisons that cost one step. */
const comparisonsOfStep = 64;

export const hasWildcard = (text: string): boolean => text.includes('*') || text.includes('?');

/**
 * `*` any run of characters, `?` exactly one, slashes among them; upper and lower case differ. The work is pattern × text at the worst and is paid from
 * the budget; a spent one ends in false. Source: Kyverno's `wildcard.Match` (minio's matcher). Not `compileGlob`, whose `*` ends at a slash.
 */
export const matchesWildcard = (pattern: string, text: string, budget: Budget): boolean => {
  if (pattern === '*' || pattern === text) return true;
  if (!hasWildcard(pattern) || pattern.length > longestPattern) return false;
  // A `?` takes a character of two units whole; without one, units are as good and need no list.
  return pattern.includes('?')
    ? matchesCharacters(Array.from(pattern), Array.from(text), budget)
    : matchesCharacters(pattern, text, budget);
};

/** Goes back to the last star alone: what the stars before it took was the least they could. */
const matchesCharacters = (pattern: ArrayLike<string>, text: ArrayLike<string>, budget: Budget): boolean => {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  for (let compared = 1; at < text.length; compared += 1) {
    if (compared % comparisonsOfStep === 0 && !spend(budget)) return false;
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      star = inPattern;
      afterStar = at;
      inPattern += 1;
    } else if (wanted === '?' || wanted === text[at]) {
      at += 1;
      inPattern += 1;
    } else if (star >= 0) {
      afterStar += 1;
      at = afterStar;
      inPattern = star + 1;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
};
