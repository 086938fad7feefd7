import { matchPackages } from '../advisory/match.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { AdvisoryMatches } from '../model/evidence.ts';
import type { OperatingSystem } from '../model/image.ts';
import { purlParts } from '../model/purl.ts';
import type { Advisories } from '../ports/advisories.ts';
import { loaded } from './loaded.ts';

/** What is known of one package in one version. `gaps`: why it could not be looked up; then an empty list says nothing. */
export type PackageVulnerabilities = Pick<AdvisoryMatches, 'matches' | 'gaps' | 'database'>;

/**
 * The issues of a package URL: its distribution is told by the qualifier `distro`, its source by `upstream`. Throws AppError `invalid-request` for text that is
 * no package URL with a version, `unavailable` without a database. Source: package-url, purl types and known qualifiers.
 */
export const vulnerabilitiesOf = (advisories: Advisories | undefined, caller: Caller, purl: string): PackageVulnerabilities => {
  requireScope(caller, 'scan:read');
  const known = loaded(advisories);
  const parts = purlParts(purl);
  if (parts?.version === undefined)
    throw new AppError('invalid-request', 'a package URL with a version is needed', {
      places: [{ pointer: '/query/purl', message: 'not a package URL with a version', fix: 'pkg:npm/lodash@4.17.20' }],
    });
  const query = new URLSearchParams(/\?([^#]*)/.exec(purl)?.[1] ?? '');
  const isOfDistribution = ['deb', 'rpm', 'apk'].includes(parts.type);
  const epoch = query.get('epoch');
  const version = epoch !== null && !parts.version.includes(':') ? `${epoch}:${parts.version}` : parts.version;
  const found = {
    type: parts.type,
    name: isOfDistribution ? parts.name.slice(parts.name.lastIndexOf('/') + 1) : mavenName(parts.type, parts.name),
    version,
    purl,
    ...sourceOf(query.get('upstream')),
  };
  const os = isOfDistribution ? systemOf(query.get('distro') ?? '') : null;
  const { matches, gaps, database } = matchPackages([found], os, 0, known);
  return { matches, gaps, database };
};

const mavenName = (type: string, name: string): string => (type === 'maven' ? name.replace('/', ':') : name);

const sourceOf = (upstream: string | null): { readonly source?: { readonly name: string; readonly version: string } } => {
  const [, name, version = ''] = /^([^@]+)(?:@(.+))?$/.exec(upstream ?? '') ?? [];
  return name === undefined ? {} : { source: { name, version } };
};

/** `debian-12`, `alpine-3.19.1`; null for one that does not tell its release. */
const systemOf = (distro: string): OperatingSystem | null => {
  const [, id, versionId] = /^([\w-]+?)-(\d[\w.]*)$/.exec(distro) ?? [];
  return id === undefined || versionId === undefined ? null : { id, idLike: [], versionId, prettyName: distro };
};
