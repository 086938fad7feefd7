import type { Finding } from '../../model/finding.ts';
import type { Package } from '../../model/image.ts';
import type { Location } from '../../model/location.ts';
import type { VendorFinding, VendorPackage } from '../../model/vendor.ts';
import { fingerprintOf, identityText } from '../../rule/fingerprint.ts';
import { vulnerabilityRule } from '../vulnerability.ts';
import { registryFacts } from './rated.ts';
import type { CompleteReport } from './voice.ts';

export type Theirs = {
  readonly found: VendorFinding;
  readonly named: VendorPackage | undefined;
  /** The package as our own inspector knows it. */
  readonly known: Package | undefined;
  readonly subject: number;
};

/** What only the registry's scanner has found, as a finding of the same shape and with the fingerprint that ours would have. */
export const theirsAlone = ({ found, named, known, subject }: Theirs, by: CompleteReport): Finding => {
  const name = known?.name ?? named?.name ?? '';
  const version = known?.version ?? named?.version ?? '';
  const type = known?.type ?? 'generic';
  const fixedIn = named?.fixedIn ?? null;
  return {
    rule: vulnerabilityRule,
    aliases: [...new Set([found.id, ...found.aliases])],
    severity: found.severity,
    message: `${found.id}${name === '' ? '' : ` in ${name} ${version}`}: found by the registry's scanner alone`,
    remediation: fixedIn === null ? 'No fixed version is known yet' : `Update ${name} to ${fixedIn} or later`,
    subject,
    object: undefined,
    container: undefined,
    location: locationOf(named, known),
    package:
      name === ''
        ? undefined
        : { purl: known?.purl ?? purlOf(name, version), name, version, fixedIn, path: known?.path ?? named?.path ?? '' },
    vulnerability: {
      id: found.id,
      ...(found.score !== null && { cvss: found.score }),
      ...(found.suppressed && { vendorStatus: 'suppressed' }),
      foundBy: 'registry',
      severities: { own: null, registry: found.severity },
      registry: registryFacts(found, by),
    },
    patch: null,
    fingerprint: fingerprintOf(
      identityText({
        rule: vulnerabilityRule,
        place: ['path', known?.path ?? named?.path ?? ''],
        package: `${type}/${name}`,
        discriminator: found.id,
      }),
    ),
  };
};

const locationOf = (named: VendorPackage | undefined, known: Package | undefined): Location => {
  if (known) return { kind: 'layer', layer: known.layer, path: known.path };
  if (named?.layer) return { kind: 'layer', layer: named.layer, path: named.path?.replace(/^\/+/, '') ?? '' };
  return { kind: 'config', pointer: '' };
};

/** The type is not known for what our own inspector has not seen. Source: package-url specification, type `generic`. */
const purlOf = (name: string, version: string): string =>
  `pkg:generic/${encodeURIComponent(name)}${version === '' ? '' : `@${encodeURIComponent(version)}`}`;
