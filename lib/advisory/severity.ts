import type { Severity } from '../model/severity.ts';
import type { AdvisoryRow } from '../ports/advisories.ts';
import type { Affected } from './advisory.ts';

/** Where a severity comes from is kept with it: `source` is the rater's own word or the score. */
type Rated = { readonly severity: Severity; readonly source: string };

/** Sources' words. Debian's urgencies: security-team.debian.org/security_tracker.html; the rest are their own bulletins' scales. */
const words: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['important', 'high'],
  ['high', 'high'],
  ['moderate', 'medium'],
  ['medium', 'medium'],
  ['low', 'low'],
  ['minor', 'low'],
  ['negligible', 'info'],
  ['unimportant', 'info'],
  ['none', 'info'],
  ['end-of-life', 'unknown'],
  ['not yet assigned', 'unknown'],
]);

/** The source's own word decides before a score that somebody else computed: a distribution knows how it built the package. */
export const severityOf = (row: Pick<AdvisoryRow, 'id' | 'cvss'>, affected: Pick<Affected, 'word'>): Rated => {
  // A record of malware has no score; there is nothing worse to ship.
  if (row.id.startsWith('MAL-')) return { severity: 'critical', source: 'malicious package' };
  const word = affected.word?.toLowerCase().trim();
  const named = word === undefined ? undefined : words.get(word);
  if (word !== undefined && named !== undefined && named !== 'unknown') return { severity: named, source: word };
  if (row.cvss !== null) return { severity: ratingOf(row.cvss), source: `CVSS ${row.cvss.toFixed(1)}` };
  return { severity: 'unknown', source: 'not rated' };
};

/** Source: CVSS v3.1 specification section 5, qualitative severity rating scale. */
const ratingOf = (score: number): Severity => {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
};
