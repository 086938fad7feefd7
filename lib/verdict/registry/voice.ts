import type { AdvisoryMatches } from '../../model/evidence.ts';
import type { VendorReport } from '../../model/vendor.ts';

export type CompleteReport = VendorReport & { readonly kind: 'complete' };

/** Whether the registry's scanner says anything about an image, and if not, why. */
export type Voice = { readonly kind: 'speaks'; readonly report: CompleteReport } | { readonly kind: 'silent'; readonly reason: string };

/**
 * A list without a finding is a statement only where our own look, at all packages, found none either: scanners give the same empty list for
 * what they cannot read.
 */
export const voiceOf = (report: VendorReport | undefined, own: AdvisoryMatches | undefined): Voice => {
  if (report === undefined) return silent('was not asked about this image');
  if (report.kind !== 'complete') return silent(`has no result: ${report.reason} (${report.status})`);
  if (report.findings.length > 0) return { kind: 'speaks', report };
  const isClean = own !== undefined && own.database !== null && own.gaps.length === 0 && own.matches.length === 0;
  return isClean ? { kind: 'speaks', report } : silent(`gave an empty list, as it also does for what it cannot read (${report.status})`);
};

const silent = (why: string): Voice => ({ kind: 'silent', reason: `the registry's scanner ${why}` });
