import { matchImage } from '../advisory/match.ts';
import type { AdvisoryMatches, Evidence } from '../model/evidence.ts';
import { openedAdvisories } from './advisory-folder.ts';

/** Matches every image among the evidence; the database is opened only when there is one to match. */
export const matchAll = async (evidence: readonly Evidence[]): Promise<AdvisoryMatches[]> => {
  if (!evidence.some(({ kind }) => kind === 'image')) return [];
  const advisories = await openedAdvisories();
  try {
    return evidence.flatMap((one, subject) => (one.kind === 'image' ? [matchImage(one.content, subject, advisories)] : []));
  } finally {
    advisories.close();
  }
};
