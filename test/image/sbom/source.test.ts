import { describe, expect, it } from 'vitest';
import { type SourceSbomInput, sourceCycloneDx, sourceSpdx } from '../../../lib/image/sbom/source.ts';
import { listAt, objectAt, stringAt } from '../../../lib/model/json.ts';
import { cyclonedxSchema, problemsOf } from '../../report/schema.ts';

const found = {
  file: 'package-lock.json',
  line: 3,
  type: 'npm',
  name: '@scope/x',
  version: '1.0',
  purl: 'pkg:npm/%40scope/x@1.0',
  development: true,
};
const input: SourceSbomInput = {
  name: 'shop',
  packages: [
    { ...found, file: 'web/package-lock.json', line: 9, development: false },
    found,
    { ...found, type: 'pypi', name: 'y', purl: 'pkg:pypi/y@1.0', line: 12 },
    { ...found, name: 'z', purl: '' },
  ],
  createdAt: '2026-11-22T10:00:00.123Z',
  tool: { name: 'plimsoll', version: '1' },
};

describe('a folder as CycloneDX', () => {
  const document = sourceCycloneDx(input);

  it('fits the published schema', () => {
    expect(problemsOf(cyclonedxSchema(), document)).toEqual([]);
  });

  it('has each package once, with its places, and what only building needs apart', () => {
    expect(listAt(document, 'components')).toMatchObject([
      { name: 'z', 'bom-ref': 'pkg:generic/z@1.0', scope: 'excluded' },
      { group: '@scope', name: 'x', evidence: { occurrences: [{ location: 'web/package-lock.json', line: 9 }, { line: 3 }] } },
      { name: 'y', purl: 'pkg:pypi/y@1.0', scope: 'excluded' },
    ]);
    expect(listAt(document, 'components').map((one) => stringAt(one, 'scope'))).toEqual(['excluded', undefined, 'excluded']);
    expect(objectAt(document, 'metadata')).toMatchObject({ component: { type: 'application', name: 'shop' } });
  });
});

describe('a folder as SPDX', () => {
  it('names the folder, its packages and what they are to it', () => {
    const document = sourceSpdx(input);
    expect(objectAt(document, 'creationInfo')).toMatchObject({ created: '2026-11-22T10:00:00Z' });
    expect(listAt(document, 'packages').map((one) => stringAt(one, 'name'))).toEqual(['shop', 'z', '@scope/x', 'y']);
    expect(listAt(document, 'relationships').map((one) => stringAt(one, 'relationshipType'))).toEqual([
      'DESCRIBES',
      'DEV_DEPENDENCY_OF',
      'DEPENDS_ON',
      'DEV_DEPENDENCY_OF',
    ]);
  });
});
