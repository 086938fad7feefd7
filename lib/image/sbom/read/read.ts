import { type Digest, sha256 } from '../../../model/digest.ts';
import type { ImageEvidence, Inspector } from '../../../model/evidence.ts';
import type { Incomplete, Package } from '../../../model/image.ts';
import { memberOf, objectIn, stringAt } from '../../../model/json.ts';
import { readConfig } from '../../config.ts';
import { packageOf, type SbomReading } from './component.ts';
import { readCycloneDx } from './cyclonedx.ts';
import { readSpdx } from './spdx.ts';
import { readSyft } from './syft.ts';

const maxPackages = 200_000;

/** Raise its version whenever the same document would give other evidence. */
const sbomInspector: Inspector = { name: 'plimsoll-sbom', version: '2' };

/** A bill of materials in JSON: CycloneDX, SPDX 2 or Syft's own; undefined when it is none of these. Never throws. */
export const readSbom = (text: string): SbomReading | undefined => {
  const document = objectIn(text);
  if (!document) return undefined;
  if (stringAt(document, 'bomFormat') === 'CycloneDX') return readCycloneDx(document);
  if (stringAt(document, 'spdxVersion')?.startsWith('SPDX-2.')) return readSpdx(document);
  return memberOf(document, 'artifacts') !== undefined && memberOf(document, 'descriptor') !== undefined ? readSyft(document) : undefined;
};

/**
 * What a bill of materials lets us know of an image: its packages and distribution and nothing else (`known`). The subject is the image that it
 * names, or the document itself when it names none by digest. undefined: it is no document of a known form.
 */
export const sbomEvidence = (text: string, ref: string, observedAt: string): ImageEvidence | undefined => {
  const reading = readSbom(text);
  if (!reading) return undefined;
  const own = sha256(text);
  const packages = packagesIn(reading, own);
  return {
    kind: 'image',
    subject: {
      kind: 'image',
      ref,
      digest: reading.digest ?? own,
      repository: reading.name || ref,
      platform: { os: 'linux', architecture: architectureOf(packages) },
    },
    inspector: sbomInspector,
    observedAt,
    content: {
      known: 'packages',
      config: readConfig({}),
      layers: [],
      os: reading.os,
      packages: packages.slice(0, maxPackages),
      files: [],
      secrets: [],
      accounts: [],
      executables: [],
      incomplete: unreadOf(reading, packages.length),
    },
  };
};

/** An empty list must not pass for a clean one. */
const unreadOf = ({ unnamed }: SbomReading, packages: number): readonly Incomplete[] => [
  ...(packages > maxPackages ? [{ code: 'too-many-packages', message: `the first ${maxPackages} of ${packages} packages are read` }] : []),
  ...(packages === 0 ? [{ code: 'sbom-empty', message: 'the bill of materials lists no package' }] : []),
  ...(unnamed > 0 ? [{ code: 'sbom-without-purl', message: `${unnamed} components have no package URL and were not looked up` }] : []),
];

/** Distributions' names for what image indexes name as Go does. */
const architectures = new Map([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
  ['i386', '386'],
  ['i686', '386'],
  ['armhf', 'arm'],
]);

const architectureOf = (packages: readonly Package[]): string => {
  const stated = packages.find(({ architecture }) => architecture && !/^(all|any|noarch)$/.test(architecture))?.architecture;
  return stated ? (architectures.get(stated) ?? stated) : 'unknown';
};

/** Each package and place once; `layer` is what they are told to come from. */
export const packagesIn = ({ components }: SbomReading, layer: Digest): readonly Package[] => {
  const packages = new Map<string, Package>();
  for (const component of components) {
    const found = packageOf(component, layer);
    if (found) packages.set(JSON.stringify([found.purl, found.path]), found);
  }
  return [...packages.values()];
};
