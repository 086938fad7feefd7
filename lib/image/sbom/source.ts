import { type Digest, digestOf } from '../../model/digest.ts';
import type { SourcePackage } from '../../model/evidence.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { nameOf, uuidOf } from './cyclonedx.ts';

/** A bill of materials of a folder: what its lock files fix. `createdAt` is RFC 3339 UTC; the same input gives the same bytes. */
export type SourceSbomInput = {
  readonly name: string;
  readonly packages: readonly SourcePackage[];
  readonly createdAt: string;
  readonly tool: { readonly name: string; readonly version: string };
};

const root = 'repository';

/** One entry a package, with every place that names it. */
type Listed = {
  readonly found: SourcePackage;
  readonly id: string;
  readonly places: readonly SourcePackage[];
  readonly isDevelopment: boolean;
};

const listed = (packages: readonly SourcePackage[]): readonly Listed[] => {
  const byPurl = new Map<string, SourcePackage[]>();
  for (const found of packages) {
    const id = found.purl || `pkg:generic/${found.name}@${found.version}`;
    const known = byPurl.get(id);
    if (known) known.push(found);
    else byPurl.set(id, [found]);
  }
  return [...byPurl]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, places]) => {
      const [found] = places;
      return found ? [{ id, found, places, isDevelopment: places.every(({ development }) => development) }] : [];
    });
};

const contentOf = (list: readonly Listed[]): Digest =>
  digestOf(list.map(({ id, places }) => [id, places.map(({ file, line }) => `${file}:${line}`)]));

/** A CycloneDX 1.6 document. What only building or testing needs has the scope `excluded`. Source: ECMA-424; schema bom-1.6.schema.json. */
export const sourceCycloneDx = ({ name, packages, createdAt, tool }: SourceSbomInput): JsonObject => {
  const list = listed(packages);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf([contentOf(list), name, createdAt])}`,
    version: 1,
    metadata: {
      timestamp: createdAt,
      lifecycles: [{ phase: 'pre-build' }],
      tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
      component: { type: 'application', 'bom-ref': root, name },
    },
    components: list.map(component),
    dependencies: [{ ref: root, dependsOn: list.map(({ id }) => id) }],
  };
};

const component = ({ id, found, places, isDevelopment }: Listed): Json => ({
  type: 'library',
  'bom-ref': id,
  ...nameOf(found),
  version: found.version,
  ...(isDevelopment ? { scope: 'excluded' } : {}),
  ...(found.purl ? { purl: found.purl } : {}),
  evidence: { occurrences: places.map(({ file, line }) => ({ location: file, line })) },
});

/** An SPDX 2.3 document in JSON. Source: spdx.github.io/spdx-spec/v2.3. */
export const sourceSpdx = ({ name, packages, createdAt, tool }: SourceSbomInput): JsonObject => {
  const list = listed(packages);
  const rootId = `SPDXRef-${root}`;
  const idOf = (index: number): string => `SPDXRef-package-${index}`;
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name,
    documentNamespace: `https://plimsoll.dev/spdx/${uuidOf([contentOf(list), name, createdAt])}`,
    creationInfo: { created: createdAt.replace(/\.\d+Z$/, 'Z'), creators: [`Tool: ${tool.name}-${tool.version}`] },
    packages: [
      { SPDXID: rootId, name, downloadLocation: 'NOASSERTION', filesAnalyzed: false, primaryPackagePurpose: 'SOURCE' },
      ...list.map(({ found, places }, index) => ({
        SPDXID: idOf(index),
        name: found.name,
        versionInfo: found.version,
        downloadLocation: 'NOASSERTION',
        filesAnalyzed: false,
        sourceInfo: `found in ${places.map(({ file, line }) => `${file}:${line}`).join(', ')}`,
        ...(found.purl
          ? { externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: found.purl }] }
          : {}),
      })),
    ],
    relationships: [
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: rootId },
      ...list.map(({ isDevelopment }, index) =>
        isDevelopment
          ? { spdxElementId: idOf(index), relationshipType: 'DEV_DEPENDENCY_OF', relatedSpdxElement: rootId }
          : { spdxElementId: rootId, relationshipType: 'DEPENDS_ON', relatedSpdxElement: idOf(index) },
      ),
    ],
  };
};
