import { describe, expect, it } from 'vitest';
import { rangeOrderOf, schemeOf } from '../../lib/advisory/version/scheme.table.ts';
import { conda } from '../../lib/image/catalogue/conda.ts';
import { tellsVersion } from '../../lib/image/catalogue/program/versions.ts';
import { cataloguers } from '../../lib/image/catalogue/table.ts';
import { lockFormatOf, readLockFile } from '../../lib/image/lock/read.ts';
import { parseReference } from '../../lib/image/reference.ts';
import { readPurl } from '../../lib/image/sbom/read/purl.ts';
import { readSbom } from '../../lib/image/sbom/read/read.ts';
import { assignmentKind } from '../../lib/image/secret/assignment.ts';
import { isSecretVariable } from '../../lib/image/secret/name.ts';
import { isDependency, isShownOnly } from '../../lib/image/secret/rule.ts';
import { secretRules } from '../../lib/image/secret/rules.table.ts';
import { secretsInText } from '../../lib/image/secret/scan.ts';
import type { TarEntry } from '../../lib/image/tar/entry.ts';
import { compileGlob } from '../../lib/model/glob.ts';
import { craftedFrom, secondsOf } from './crafted.ts';
import { samples } from './lock/samples.ts';
import { samplesOf } from './secret-samples.ts';

/** Milliseconds of processor time are what they take; a pattern that goes back over what it has read takes minutes, and a machine under load twice as long as one that is not. */
const mostSeconds = 3;

const slowest = (inputs: readonly string[], read: (text: string) => unknown): number =>
  Math.max(
    ...inputs.map((text) =>
      secondsOf(() => {
        try {
          read(text);
        } catch {
          // What a reader refuses is refused; here it is asked how long that takes.
        }
      }),
    ),
  );

const fileOf = (path: string, text: string) => {
  const entry: TarEntry = { path, kind: 'file', size: 0, mode: 0o644, uid: 0, gid: 0, link: '', offset: 0 };
  return { path, name: path.slice(path.lastIndexOf('/') + 1), content: Buffer.from(text), entry };
};

const versions: readonly (readonly [string, string?])[] = [
  ['1.0.0-alpha.1+build.5'],
  ['1:2.3~rc1-4_p5'],
  ['1.2.3.post1.dev2+local'],
  ['1.0.0-beta1', '1.0.0-beta'],
];

describe('twelve texts of 200 KB that are made to be slow', () => {
  it.each(samplesOf('slow'))('for the secret %s', (id, path, text) => {
    const rule = secretRules.find((one) => one.id === id);
    const inputs = craftedFrom(text, rule?.literals[0]);
    expect(slowest(inputs, (input) => secretsInText(input, path))).toBeLessThan(mostSeconds);
    // The pattern alone, without the windows that bound it.
    expect(slowest(inputs, (input) => rule?.pattern?.exec(input))).toBeLessThan(mostSeconds);
  });

  it.each(samples.map(({ path, text }) => [path, text] as const))('for the lock file %s', (path, text) => {
    expect(slowest(craftedFrom(text, text.slice(0, 12)), (input) => readLockFile(path, input))).toBeLessThan(mostSeconds);
  });

  it.each([
    ['os-release', 'etc/os-release', 'ID="debian"\nVERSION_ID="12"\n'],
    ['dpkg', 'var/lib/dpkg/status', 'Package: a\nStatus: install ok installed\nVersion: 1:1.0-1\nSource: b (1.0)\n\n'],
    ['apk', 'lib/apk/db/installed', 'P:a\nV:1.0-r0\nA:x86_64\no:b\nF:usr\nR:x\n\n'],
    ['passwd', 'etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'],
    ['npm', 'node_modules/a/package.json', '{"name":"a","version":"1.0.0"}'],
    ['python', 'a-1.dist-info/METADATA', 'Metadata-Version: 2.1\nName: a\nVersion: 1.0\nLicense: MIT\n\n'],
    ['ruby', 'specifications/a-1.gemspec', '  s.name = "a".freeze\n  s.version = "1.0.0"\n  s.licenses = ["MIT".freeze]\n'],
    ['php', 'vendor/composer/installed.json', '{"packages":[{"name":"a/b","version":"v1.0"}]}'],
    ['release', 'opt/java/release', 'JAVA_VERSION="17.0.1"\nIMPLEMENTOR="x"\n'],
    ['bitnami', 'opt/bitnami/x/.spdx-x.spdx', '{"spdxVersion":"SPDX-2.3","packages":[{"name":"a","versionInfo":"1"}]}'],
    ['conda', 'conda-meta/a-1-0.json', '{"name":"a","version":"1","channel":"https://conda.anaconda.org/x/linux-64"}'],
    ['erlang', 'x/ebin/a.app', '{application, a, [{vsn, "1"}]}.\n'],
    ['lua', 'usr/lib/luarocks/rocks-5.4/a/1-1/a-1-1.rockspec', 'package = "a"\nversion = "1-1"\n'],
    ['pacman', 'var/lib/pacman/local/a-1-1/desc', '%NAME%\na\n\n%VERSION%\n1-1\n'],
    ['pear', 'usr/share/php/.registry/a.reg', 'a:2:{s:4:"name";s:1:"a";s:7:"version";s:1:"1";}'],
    ['portage', 'var/db/pkg/a/b-1/CONTENTS', 'obj /usr/bin/a 00000000000000000000000000000000 1\n'],
    ['r', 'usr/lib/R/library/a/DESCRIPTION', 'Package: a\nVersion: 1.0\nLicense: MIT\n'],
    ['wordpress', 'wp-content/plugins/a/a.php', '<?php\n/*\nPlugin Name: A\nVersion: 1\n*/\n'],
  ])('for the package database of %s', (_name, path, text) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const asked = cataloguers.filter(({ wants }) => wants(path, name));
    expect(asked).not.toEqual([]);
    for (const literal of text.split(/(?<=[=:{])/).slice(0, 2))
      for (const { read } of asked)
        expect(slowest(craftedFrom(text, literal), (input) => [...read(fileOf(path, input))])).toBeLessThan(mostSeconds);
  });

  it.each(['Debian', 'Alpine', 'Red Hat', 'npm', 'Go', 'PyPI', 'Maven', 'NuGet', 'RubyGems', 'Packagist', 'CRAN', 'Pub', 'Bitnami'])(
    'for versions of %s',
    (ecosystem) => {
      const orders = [schemeOf(ecosystem), rangeOrderOf(ecosystem)];
      for (const compare of orders) {
        expect(compare).toBeDefined();
        for (const [version, literal] of versions)
          expect(slowest(craftedFrom(version, literal), (input) => [compare?.(input, `${input}1`), compare?.('1.0', input)])).toBeLessThan(
            mostSeconds,
          );
      }
    },
  );

  it.each<[string, string, (text: string) => unknown]>([
    ['channels', '////a', (channel) => [...conda.read(fileOf('conda-meta/a.json', JSON.stringify({ name: 'a', version: '1', channel })))]],
    ['references', 'registry.example.com:5000/team/app:1.4@sha256:aaaa', parseReference],
    ['package URLs', 'pkg:deb/debian/a@1?arch=amd64&distro=x', readPurl],
    ['bills of materials', '{"bomFormat":"CycloneDX","components":[{"purl":"pkg:npm/a@1"}]}', readSbom],
    ['paths', 'usr/lib/node_modules/x/y.env', (path) => [assignmentKind(path), isDependency(path), isShownOnly(path), lockFormatOf(path)]],
    [
      'names',
      'python3.11.so.1.0',
      (name) => [tellsVersion(name), isSecretVariable(name, name), cataloguers.map((one) => one.wants(name, name))],
    ],
    ['globs', 'a/b/aaaa', (text) => ['**/a*b*c*', '*a*a*a*a*b', 'x/**/y/**/z'].map((glob) => compileGlob(glob).matches(text))],
  ])('for %s', (_name, sample, read) => {
    expect(slowest(craftedFrom(sample), read)).toBeLessThan(mostSeconds);
  });
});
