import { digestOf } from '../../model/digest.ts';
import type { Package } from '../../model/image.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { imagePurl, isExpression, packageId, type SbomInput, sortedPackages } from './subject.ts';

/** A CycloneDX 1.6 document. Source: ECMA-424; schema bom-1.6.schema.json. */
export const cycloneDx = (input: SbomInput): JsonObject => {
  const { image, content, createdAt, tool } = input;
  const root = imagePurl(image);
  const packages = sortedPackages(content);
  const system = systemComponent(input);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf([image.digest, createdAt])}`,
    version: 1,
    metadata: {
      timestamp: createdAt,
      tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
      component: {
        type: 'container',
        'bom-ref': root,
        name: image.repository,
        version: image.digest,
        purl: root,
        properties: [
          property('image:reference', image.ref),
          property('image:platform', `${image.platform.os}/${image.platform.architecture}`),
          ...content.layers.map(({ digest }) => property('image:layer', digest)),
          ...content.incomplete.map(({ code, path }) => property('image:not-analysed', path ? `${code} ${path}` : code)),
        ],
      },
    },
    components: [...(system ? [system] : []), ...packages.map(component)],
    dependencies: [{ ref: root, dependsOn: [...(system ? ['operating-system'] : []), ...packages.map(packageId)] }],
  };
};

const property = (name: string, value: string): JsonObject => ({ name: `plimsoll:${name}`, value });

const systemComponent = ({ content: { os } }: SbomInput): JsonObject | undefined =>
  os
    ? {
        type: 'operating-system',
        'bom-ref': 'operating-system',
        name: os.id,
        ...(os.versionId ? { version: os.versionId } : {}),
        description: os.prettyName,
      }
    : undefined;

const component = (found: Package, index: number): Json => ({
  type: 'library',
  'bom-ref': packageId(found, index),
  ...nameOf(found),
  version: found.version,
  ...(found.licences ? { licenses: licences(found.licences) } : {}),
  ...(found.purl ? { purl: found.purl } : {}),
  evidence: {
    identity: [
      {
        field: 'purl',
        confidence: found.confidence === 'exact' ? 1 : 0.6,
        methods: [{ technique: 'manifest-analysis', confidence: 1, value: found.path }],
      },
    ],
    occurrences: [{ location: found.path }],
  },
  properties: [
    property('package:layer', found.layer),
    ...(found.source ? [property('package:source', `${found.source.name}@${found.source.version}`)] : []),
    ...(found.osOwned ? [property('package:os-owned', 'true')] : []),
    ...(found.createdBy ? [property('package:created-by', found.createdBy)] : []),
  ],
});

/** Maven's group and npm's scope have a field of their own. */
export const nameOf = ({ type, name }: Pick<Package, 'type' | 'name'>): JsonObject => {
  const cut = type === 'maven' ? name.lastIndexOf(':') : type === 'npm' && name.startsWith('@') ? name.indexOf('/') : -1;
  return cut > 0 ? { group: name.slice(0, cut), name: name.slice(cut + 1) } : { name };
};

/** One expression alone, or licences by name: the schema takes no mixture. */
const licences = (texts: readonly string[]): readonly Json[] => {
  const [first] = texts;
  return texts.length === 1 && first !== undefined && isExpression(first)
    ? [{ expression: first }]
    : texts.map((name) => ({ license: { name } }));
};

/** A UUID that follows from what it stands for; version 8, free form. Source: RFC 9562, section 5.8. */
export const uuidOf = (parts: readonly string[]): string => {
  const hex = digestOf(parts).slice('sha256:'.length);
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
