import { matchImage, matchPackages } from '../advisory/match.ts';
import type { AdvisoryMatches, Evidence } from '../model/evidence.ts';
import { openedAdvisories } from './advisory-folder.ts';

/** Matches every image among the evidence, and every list of packages; the database is opened only when there is one to match. */
export const matchAll = async (evidence: readonly Evidence[]): Promise<AdvisoryMatches[]> => {
  if (!evidence.some((one) => one.kind === 'image' || (one.kind === 'manifests' && one.packages))) return [];
  const advisories = await openedAdvisories();
  try {
    return evidence.flatMap((one, subject) => {
      if (one.kind === 'image') return [matchImage(one.content, subject, advisories)];
      return one.kind === 'manifests' && one.packages ? [matchPackages(one.packages, null, subject, advisories)] : [];
    });
  } finally {
    advisories.close();
  }
};
