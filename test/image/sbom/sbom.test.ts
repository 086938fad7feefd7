import { describe, expect, it } from 'vitest';
import { cycloneDx } from '../../../lib/image/sbom/cyclonedx.ts';
import { spdx } from '../../../lib/image/sbom/spdx.ts';
import type { SbomInput } from '../../../lib/image/sbom/subject.ts';
import { canonicalJson } from '../../../lib/model/canonical.ts';
import { listAt, objectAt, stringAt } from '../../../lib/model/json.ts';
import { evidenceOf, layer, packageNamed } from '../../rule/image/evidence.ts';

const { subject, content } = evidenceOf({
  packages: [
    packageNamed('zlib', { licences: ['Zlib AND MIT'], source: { name: 'zlib-src', version: '1' } }),
    packageNamed('x', { type: 'npm', name: '@scope/x', purl: 'pkg:npm/%40scope/x@1.0', path: 'app/a/package.json', osOwned: true }),
    packageNamed('x', {
      type: 'npm',
      name: '@scope/x',
      purl: 'pkg:npm/%40scope/x@1.0',
      path: 'app/b/package.json',
      licences: ['SEE LICENSE IN x'],
    }),
    packageNamed('g', { type: 'maven', name: 'org.g:a', purl: 'pkg:maven/org.g/a@1.0' }),
  ],
});
const input: SbomInput = { image: subject, content, createdAt: '2026-11-22T10:00:00Z', tool: { name: 'plimsoll', version: '1' } };

describe('CycloneDX', () => {
  const document = cycloneDx(input);
  const components = listAt(document, 'components');

  it('has every package with its place, once a place, and unique references', () => {
    expect(components).toHaveLength(content.packages.length + 1);
    const refs = components.map((entry) => stringAt(entry, 'bom-ref'));
    expect(new Set(refs).size).toBe(refs.length);
    expect(listAt(listAt(document, 'dependencies')[0], 'dependsOn')).toEqual(refs);
  });

  it('puts scopes and groups into their own field', () => {
    expect(components.map((entry) => [stringAt(entry, 'group'), stringAt(entry, 'name')])).toEqual(
      expect.arrayContaining([
        ['@scope', 'x'],
        ['org.g', 'a'],
      ]),
    );
  });

  it('has a serial number of the form that the schema asks for', () => {
    expect(stringAt(document, 'serialNumber')).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  });

  it('is the same for the same image, whatever the order of packages', () => {
    const turned = { ...input, content: { ...content, packages: [...content.packages].reverse() } };
    expect(canonicalJson(cycloneDx(turned))).toBe(canonicalJson(document));
  });
});

describe('SPDX', () => {
  const document = spdx(input);

  it('contains every package in the layer that brought it', () => {
    const contained = listAt(document, 'relationships').filter((entry) => stringAt(entry, 'spdxElementId') === 'SPDXRef-layer-0');
    expect(contained).toHaveLength(content.packages.length);
    expect(listAt(document, 'packages').map((entry) => stringAt(entry, 'name'))).toContain(layer);
  });

  it('declares only licences that are expressions', () => {
    expect(listAt(document, 'packages').flatMap((entry) => stringAt(entry, 'licenseDeclared') ?? [])).toEqual([
      'Zlib AND MIT',
      'NOASSERTION',
      'NOASSERTION',
      'NOASSERTION',
    ]);
  });

  it('refers only to elements it has', () => {
    const ids = new Set(['SPDXRef-DOCUMENT', ...listAt(document, 'packages').map((entry) => stringAt(entry, 'SPDXID'))]);
    for (const entry of listAt(document, 'relationships')) {
      expect(ids).toContain(stringAt(entry, 'spdxElementId'));
      expect(ids).toContain(stringAt(entry, 'relatedSpdxElement'));
    }
    expect(stringAt(objectAt(document, 'creationInfo'), 'created')).toBe('2026-11-22T10:00:00Z');
  });
});
