import type { EnhancedImageScanFinding, ImageScanFinding, VulnerablePackage } from '@aws-sdk/client-ecr';
import { isDigest } from '../../../model/digest.ts';
import type { Severity } from '../../../model/severity.ts';
import type { VendorFinding, VendorPackage } from '../../../model/vendor.ts';

// Basic and enhanced scanning name severities differently. Source: Amazon ECR API reference, FindingSeverity; Inspector, Severity.
const severityNames: { readonly [name: string]: Severity } = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
  INFORMATIONAL: 'info',
};

const severityOf = (name: string | undefined): Severity => severityNames[name ?? ''] ?? 'unknown';

/** A finding of basic scanning names its package in attributes. */
export const basicFinding = (found: ImageScanFinding): VendorFinding => {
  const attribute = (name: string): string | undefined => found.attributes?.find(({ key }) => key === name)?.value;
  const name = attribute('package_name');
  const score = Number(attribute('CVSS3_SCORE') ?? attribute('CVSS2_SCORE') ?? Number.NaN);
  return {
    id: found.name ?? '',
    aliases: [],
    title: found.name ?? '',
    url: found.uri ?? null,
    severity: severityOf(found.severity),
    score: Number.isFinite(score) ? score : null,
    packages:
      name === undefined
        ? []
        : [
            {
              name,
              version: attribute('package_version') ?? '',
              type: 'OS',
              path: null,
              layer: null,
              fixedIn: attribute('patched_in_version') ?? null,
            },
          ],
  };
};

/** Undefined for what is closed, or is no vulnerability of a package. What was suppressed is told as that: whether it counts is for the policy. */
export const enhancedFinding = (found: EnhancedImageScanFinding): VendorFinding | undefined => {
  const details = found.packageVulnerabilityDetails;
  if (found.status === 'CLOSED' || details?.vulnerabilityId === undefined) return undefined;
  return {
    id: details.vulnerabilityId,
    aliases: details.relatedVulnerabilities ?? [],
    title: found.title ?? details.vulnerabilityId,
    url: details.sourceUrl ?? null,
    severity: severityOf(found.severity),
    score: found.score ?? null,
    packages: (details.vulnerablePackages ?? []).map(vendorPackage),
    ...(found.status === 'SUPPRESSED' && { suppressed: true }),
  };
};

const vendorPackage = (found: VulnerablePackage): VendorPackage => ({
  name: found.name ?? '',
  version: fullVersion(found),
  type: found.packageManager ?? null,
  path: found.filePath ?? null,
  layer: found.sourceLayerHash !== undefined && isDigest(found.sourceLayerHash) ? found.sourceLayerHash : null,
  // Said for what has no fix. Source: Inspector API reference, VulnerablePackage.
  fixedIn: found.fixedInVersion === undefined || found.fixedInVersion === 'NotAvailable' ? null : found.fixedInVersion,
});

/** `epoch:version-release`, as distributions write it; Inspector gives the parts. */
const fullVersion = ({ epoch, version = '', release }: VulnerablePackage): string =>
  `${epoch ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}`;
