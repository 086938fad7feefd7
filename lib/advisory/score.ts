import cvss from 'ae-cvss-calculator';
import type { Score } from './advisory.ts';

const newestFirst = ['CVSS_V4', 'CVSS_V3', 'CVSS_V2'] as const;

/** A vector is longer than this in no version of the standard. */
const longestVector = 400;

/** Computes scores, each vector once: many records share one. null for a vector that does not parse. */
export const scorer = (): ((scores: readonly Score[]) => number | null) => {
  const known = new Map<string, number | null>();
  const scoreOf = (vector: string): number | null => {
    const before = known.get(vector);
    if (before !== undefined) return before;
    const score = compute(vector);
    known.set(vector, score);
    return score;
  };
  return (scores) => {
    for (const type of newestFirst)
      for (const { vector } of scores.filter((each) => each.type === type)) {
        const score = scoreOf(vector);
        if (score !== null) return score;
      }
    return null;
  };
};

const compute = (vector: string): number | null => {
  if (vector.length > longestVector) return null;
  try {
    const overall = cvss.fromVector(vector)?.calculateScores().overall;
    return overall !== undefined && Number.isFinite(overall) ? overall : null;
  } catch {
    return null;
  }
};
