import type { Digest } from '../../model/digest.ts';
import type { LayerSummary, Package } from '../../model/image.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { uuidOf } from './cyclonedx.ts';
import { imagePurl, isExpression, type SbomInput, sortedPackages } from './subject.ts';

const imageId = 'SPDXRef-image';
const layerId = (index: number): string => `SPDXRef-layer-${index}`;
const packageRef = (index: number): string => `SPDXRef-package-${index}`;

/** An SPDX 2.3 document in JSON. Source: spdx.github.io/spdx-spec/v2.3; a package is contained in the layer that brought it. */
export const spdx = (input: SbomInput): JsonObject => {
  const { image, content, createdAt, tool } = input;
  const packages = sortedPackages(content);
  const layers = new Map<Digest, string>(content.layers.map(({ digest }, index) => [digest, layerId(index)]));
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: image.ref,
    documentNamespace: `https://plimsoll.dev/spdx/${uuidOf([image.digest, createdAt])}`,
    creationInfo: { created: createdAt.replace(/\.\d+Z$/, 'Z'), creators: [`Tool: ${tool.name}-${tool.version}`] },
    packages: [imagePackage(input), ...content.layers.map(layerPackage), ...packages.map(spdxPackage)],
    relationships: [
      relationship('SPDXRef-DOCUMENT', 'DESCRIBES', imageId),
      ...content.layers.map((_, index) => relationship(imageId, 'CONTAINS', layerId(index))),
      ...packages.map(({ layer }, index) => relationship(layers.get(layer) ?? imageId, 'CONTAINS', packageRef(index))),
    ],
  };
};

const relationship = (from: string, kind: string, to: string): Json => ({
  spdxElementId: from,
  relationshipType: kind,
  relatedSpdxElement: to,
});

const checksum = (digest: Digest): Json => [{ algorithm: 'SHA256', checksumValue: digest.slice('sha256:'.length) }];
const purlReference = (locator: string): Json => [
  { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: locator },
];

const imagePackage = ({ image }: SbomInput): Json => ({
  SPDXID: imageId,
  name: image.repository,
  versionInfo: image.digest,
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  primaryPackagePurpose: 'CONTAINER',
  checksums: checksum(image.digest),
  externalRefs: purlReference(imagePurl(image)),
});

const layerPackage = ({ digest, createdBy }: LayerSummary, index: number): Json => ({
  SPDXID: layerId(index),
  name: digest,
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  primaryPackagePurpose: 'ARCHIVE',
  checksums: checksum(digest),
  ...(createdBy ? { comment: createdBy } : {}),
});

const spdxPackage = (found: Package, index: number): Json => ({
  SPDXID: packageRef(index),
  name: found.name,
  versionInfo: found.version,
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  licenseConcluded: 'NOASSERTION',
  licenseDeclared: declared(found.licences ?? []),
  sourceInfo: [`found in ${found.path}`, ...(found.source ? [`built from ${found.source.name} ${found.source.version}`] : [])].join('; '),
  ...(found.purl ? { externalRefs: purlReference(found.purl) } : {}),
});

/** Only what is an expression for sure; anything else would need a licence reference with its text. */
const declared = (licences: readonly string[]): string => {
  const [first] = licences;
  return licences.length === 1 && first !== undefined && isExpression(first) ? first : 'NOASSERTION';
};
