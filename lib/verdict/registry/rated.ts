import type { Finding, RegistryFacts } from '../../model/finding.ts';
import { compareSeverity, type Severity } from '../../model/severity.ts';
import type { VendorFinding } from '../../model/vendor.ts';
import type { FindingSource } from '../../policy/registry-findings.ts';
import type { CompleteReport } from './voice.ts';

/** What only our own matching has found, where the registry's scanner has spoken. */
export const ownAlone = (finding: Finding): Finding => ({
  ...finding,
  message: `${finding.message}; not among the registry's findings`,
  vulnerability: finding.vulnerability && {
    ...finding.vulnerability,
    foundBy: 'own',
    severities: { own: finding.severity, registry: null },
  },
});

/** What both have found: one finding, with both severities. */
export const inBoth = (
  finding: Finding,
  theirs: VendorFinding,
  fixedIn: string | null,
  by: CompleteReport,
  decides: FindingSource,
): Finding => {
  const severities = { own: finding.severity, registry: theirs.severity };
  const isDisputed = severities.own !== severities.registry;
  return {
    ...finding,
    severity: decidedSeverity(severities.own, severities.registry, decides),
    message: isDisputed ? `${finding.message}; rated ${severities.own} here and ${severities.registry} by the registry` : finding.message,
    ...(finding.package && { package: { ...finding.package, fixedIn: finding.package.fixedIn ?? fixedIn } }),
    vulnerability: finding.vulnerability && {
      ...finding.vulnerability,
      foundBy: 'both',
      severities,
      registry: registryFacts(theirs, by),
      ...(theirs.suppressed && finding.vulnerability.vendorStatus === undefined && { vendorStatus: 'suppressed' }),
    },
  };
};

export const registryFacts = ({ id, url, score }: VendorFinding, { source, completedAt }: CompleteReport): RegistryFacts => ({
  source,
  id,
  ...(url !== null && { url }),
  ...(score !== null && { score }),
  ...(completedAt !== null && { completedAt }),
});

/** Whoever decides rates; what must be found by both is as bad as both say; else the worse of the two. Nobody's rating gives way to somebody's. */
const decidedSeverity = (own: Severity, registry: Severity, decides: FindingSource): Severity => {
  if (own === 'unknown') return registry;
  if (registry === 'unknown') return own;
  switch (decides) {
    case 'own':
      return own;
    case 'registry':
      return registry;
    case 'both':
      return compareSeverity(own, registry) <= 0 ? own : registry;
    case 'either':
      return compareSeverity(own, registry) >= 0 ? own : registry;
  }
};
