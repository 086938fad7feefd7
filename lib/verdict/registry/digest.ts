import { type Digest, digestOf } from '../../model/digest.ts';
import type { Subject } from '../../model/subject.ts';
import type { VendorEvidence, VendorReport } from '../../model/vendor.ts';

/** Of what was said, not of when: a scan that finds the same again is no other input. The order of findings does not count. */
export const vendorDigest = (vendor: readonly VendorEvidence[], subjects: readonly Subject[]): Digest =>
  digestOf(vendor.map(({ subject, report }) => digestOf({ of: subjects[subject]?.digest ?? '', said: saidBy(report) })).sort());

const saidBy = (report: VendorReport): Digest => {
  if (report.kind !== 'complete') return digestOf({ kind: report.kind, status: report.status, reason: report.reason });
  return digestOf({ source: report.source, findings: report.findings.map((finding) => digestOf(finding)).sort() });
};
