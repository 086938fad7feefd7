import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { purlParts } from '../../lib/model/purl.ts';

describe('purlParts', () => {
  it.each([
    ['pkg:deb/debian/openssl@3.0.1?arch=amd64', 'deb debian/openssl 3.0.1'],
    ['pkg:npm/%40angular/core@1.0.0', 'npm @angular/core 1.0.0'],
    ['pkg:npm/@angular/core', 'npm @angular/core undefined'],
    ['pkg:NPM/left-pad@1', 'npm left-pad 1'],
    ['pkg:pypi/Ruamel_YAML@1.0', 'pypi ruamel-yaml 1.0'],
    ['pkg:golang/github.com/a/b@v1.2.3#sub/path', 'golang github.com/a/b v1.2.3'],
    ['pkg:deb/debian/libc6@2.36%2Bdfsg-1', 'deb debian/libc6 2.36+dfsg-1'],
    ['pkg:maven/org.apache/log4j@2.17.1', 'maven org.apache/log4j 2.17.1'],
    ['pkg:npm/a%ZZ@1', 'npm a%ZZ 1'],
  ])('%s', (text, expected) => {
    const parts = purlParts(text);
    expect(`${parts?.type} ${parts?.name} ${parts?.version}`).toBe(expected);
  });

  it.each(['openssl', 'pkg:', 'pkg:deb', 'pkg:/a', 'pkg:deb/', 'PKG:deb/a'])('%s is none', (text) => {
    expect(purlParts(text)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => purlParts(`pkg:${text}`) !== null));
  });
});
