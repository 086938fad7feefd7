import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cycloneDx } from '../../../lib/image/sbom/cyclonedx.ts';
import { readPurl } from '../../../lib/image/sbom/read/purl.ts';
import { readSbom, sbomEvidence } from '../../../lib/image/sbom/read/read.ts';
import { spdx } from '../../../lib/image/sbom/spdx.ts';
import type { SbomInput } from '../../../lib/image/sbom/subject.ts';
import { imageRules } from '../../../lib/rule/image/index.ts';
import { runRules } from '../../../lib/rule/run.ts';
import { evidenceOf, packageNamed } from '../../rule/image/evidence.ts';

const { subject, content } = evidenceOf({
  os: { id: 'debian', idLike: [], versionId: '10', prettyName: 'Debian 10' },
  packages: [
    packageNamed('zlib1g', {
      source: { name: 'zlib', version: '1:1.2' },
      purl: 'pkg:deb/debian/zlib1g@1.0?arch=amd64&distro=debian-10',
      architecture: 'amd64',
    }),
    packageNamed('@scope/x', { type: 'npm', purl: 'pkg:npm/%40scope/x@1.0', path: 'app/a/package.json' }),
    packageNamed('org.g:a', { type: 'maven', purl: 'pkg:maven/org.g/a@1.0', path: 'app.jar!/lib/a.jar' }),
    packageNamed('example.com/m', { type: 'golang', purl: 'pkg:golang/example.com/m@1.0', path: 'bin/m' }),
  ],
});
const input: SbomInput = { image: subject, content, createdAt: '2026-11-22T10:00:00Z', tool: { name: 'plimsoll', version: '1' } };
const shown = (text: string) => {
  const evidence = sbomEvidence(text, 'bom.json', '2026-11-22T10:00:00Z');
  return {
    digest: evidence?.subject.digest,
    os: evidence?.content.os?.id,
    packages: evidence?.content.packages
      .map(({ type, name, version, path, source }) => [type, name, version, path, source?.name, source?.version])
      .sort(),
  };
};
const expected = {
  digest: subject.digest,
  os: 'debian',
  packages: content.packages
    .map(({ type, name, version, path, source }) => [type, name, version, path, source?.name, source?.version])
    .sort(),
};

const trivy = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: {
    component: { type: 'container', name: 'alpine:3.19', purl: `pkg:oci/alpine@${encodeURIComponent(subject.digest)}?arch=amd64` },
  },
  components: [
    { type: 'operating-system', name: 'alpine', version: '3.19.0' },
    {
      type: 'library',
      name: 'libcrypto3',
      purl: 'pkg:apk/alpine/libcrypto3@3.1.4-r2?arch=x86_64&distro=3.19.0',
      properties: [
        { name: 'aquasecurity:trivy:SrcName', value: 'openssl' },
        { name: 'aquasecurity:trivy:SrcVersion', value: '3.1.4-r2' },
      ],
      components: [
        { type: 'library', purl: 'pkg:pypi/Flask@3.0.0', properties: [{ name: 'aquasecurity:trivy:FilePath', value: 'usr/x/METADATA' }] },
      ],
    },
    { type: 'library', name: 'no purl', version: '1' },
  ],
};
const syft = {
  artifacts: [
    {
      name: 'bash',
      version: '5.1',
      type: 'rpm',
      purl: 'pkg:rpm/redhat/bash@5.1-6.el9?arch=x86_64&epoch=1&upstream=bash-5.1-6.el9.src.rpm&distro=rhel-9.3',
      locations: [{ path: '/var/lib/rpm/rpmdb.sqlite' }],
    },
    {
      name: 'zlib1g',
      version: '1',
      type: 'deb',
      purl: 'pkg:deb/debian/zlib1g@1',
      locations: [{ path: '/var/lib/dpkg/status' }],
      metadata: { source: 'zlib', sourceVersion: '' },
    },
    { name: 'nothing', version: '', type: 'x' },
  ],
  source: { type: 'image', name: 'x', metadata: { userInput: 'registry.test/x:1', manifestDigest: subject.digest } },
  distro: { id: 'rhel', versionID: '9.3', prettyName: 'Red Hat', idLike: ['fedora'] },
  descriptor: { name: 'syft' },
  schema: { version: '16.0.0' },
};

describe('a bill of materials read', () => {
  it.each([
    ['CycloneDX', JSON.stringify(cycloneDx(input))],
    ['SPDX', JSON.stringify(spdx(input))],
  ])('gives back what was written: %s', (_, text) => {
    expect(shown(text)).toEqual(expected);
  });

  it('of Trivy: places and sources in its properties, components in components', () => {
    expect(shown(JSON.stringify(trivy))).toEqual({
      digest: subject.digest,
      os: 'alpine',
      packages: [
        ['apk', 'libcrypto3', '3.1.4-r2', '', 'openssl', '3.1.4-r2'],
        ['pypi', 'Flask', '3.0.0', 'usr/x/METADATA', undefined, undefined],
      ],
    });
  });

  it('of Syft in its own form', () => {
    expect(shown(JSON.stringify(syft))).toEqual({
      digest: subject.digest,
      os: 'rhel',
      packages: [
        ['deb', 'zlib1g', '1', 'var/lib/dpkg/status', 'zlib', '1'],
        ['rpm', 'bash', '1:5.1-6.el9', 'var/lib/rpm/rpmdb.sqlite', 'bash', '5.1-6.el9'],
      ],
    });
  });

  it.each(['', '{}', '[]', 'null', '{"bomFormat":"SPDX"}', '{"spdxVersion":"SPDX-3.0"}', '{"kind":"Pod"}', '<bom/>'])(
    'is none: %s',
    (text) => {
      expect(readSbom(text)).toBeUndefined();
    },
  );

  it('is asked about packages and the distribution alone: of user, files and configuration it knows nothing', () => {
    const evidence = sbomEvidence(JSON.stringify(cycloneDx(input)), 'bom.json', '2026-11-22T10:00:00Z');
    const images = evidence ? [{ subject: 0, evidence }] : [];
    const settings = imageRules.map((rule) => ({ rule, severity: null, mode: 'enforce' as const, params: {} }));
    expect(runRules({ bundle: null, images, dockerfiles: [] }, settings).findings.map(({ rule }) => rule)).toEqual(['img-end-of-life']);
  });

  it('of any content gives an answer', () => {
    const part = fc.oneof(fc.string(), fc.constant('pkg:npm/a@1'), fc.integer(), fc.constant(null));
    const component = fc.dictionary(
      fc.constantFrom('purl', 'type', 'components', 'properties', 'name', 'locations', 'externalRefs', '__proto__'),
      fc.oneof(part, fc.array(part)),
    );
    const document = fc.record({
      bomFormat: fc.constantFrom('CycloneDX', 'x'),
      spdxVersion: fc.constantFrom('SPDX-2.3', 'x'),
      components: fc.array(component),
      packages: fc.array(component),
      artifacts: fc.array(component),
      descriptor: fc.constant({}),
    });
    fc.assert(
      fc.property(document, (value) => {
        if (value.bomFormat === 'CycloneDX' || value.spdxVersion === 'SPDX-2.3')
          expect(sbomEvidence(JSON.stringify(value), 'x', '')).toBeDefined();
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void readSbom(text)));
  });

  it.each([
    ['pkg:npm/@scope/x@1.0.0', 'npm', '@scope', 'x', '1.0.0'],
    ['pkg:npm/%40scope/x@1.0.0?a=b#sub', 'npm', '@scope', 'x', '1.0.0'],
    ['pkg:golang/github.com/a/b/v2@v2.0.0', 'golang', 'github.com/a/b', 'v2', 'v2.0.0'],
    ['pkg:deb/debian/libstdc%2B%2B6@12.2.0-14', 'deb', 'debian', 'libstdc++6', '12.2.0-14'],
    ['pkg:npm/@scope/x', 'npm', '@scope', 'x', ''],
    ['pkg:oci/x@sha256%3Aaa', 'oci', '', 'x', 'sha256:aa'],
    ['pkg:pypi/x@1%', 'pypi', '', 'x', '1%'],
  ])('has the parts of %s', (text, type, namespace, name, version) => {
    expect(readPurl(text)).toMatchObject({ type, namespace, name, version });
  });

  it.each(['', 'npm/x@1', 'pkg:', 'pkg:npm', 'pkg:npm/', 'pkg:1x/y'])('has no package in %s', (text) => {
    expect(readPurl(text)).toBeUndefined();
  });
});
