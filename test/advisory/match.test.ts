import { describe, expect, it } from 'vitest';
import { matchImage } from '../../lib/advisory/match.ts';
import { ecosystemKey, nameKey } from '../../lib/advisory/package-name.ts';
import { storeAffected } from '../../lib/advisory/stored.ts';
import { sha256 } from '../../lib/model/digest.ts';
import type { OperatingSystem, Package } from '../../lib/model/image.ts';
import type { Advisories, AdvisoryRow } from '../../lib/ports/advisories.ts';
import { contentOf, os, packageOf } from './content.ts';

type Known = { readonly ecosystem: string; readonly name: string; readonly fixed?: string } & Partial<AdvisoryRow> & {
    readonly word?: string;
    readonly imports?: readonly string[];
  };

const rowOf = ({ ecosystem: _e, name: _n, fixed, word, imports, ...row }: Known): AdvisoryRow => ({
  id: 'CVE-2026-1',
  canonicalId: row.id ?? 'CVE-2026-1',
  aliases: [],
  summary: '',
  published: null,
  cvss: null,
  epss: null,
  kev: false,
  fixKnownSince: null,
  affected: storeAffected({
    ranges: [
      { kind: 'ecosystem', events: [{ kind: 'introduced', version: '0' }, ...(fixed ? [{ kind: 'fixed' as const, version: fixed }] : [])] },
    ],
    versions: [],
    word: word ?? null,
    fixState: null,
    imports: (imports ?? []).map((path) => ({ path, systems: [], architectures: [] })),
  }),
  ...row,
});

const advisoriesOf = (...known: readonly Known[]): Advisories => ({
  database: () => ({
    digest: sha256('db'),
    builtAt: '2026-11-22T10:00:00Z',
    ecosystems: new Set(known.map(({ ecosystem }) => ecosystemKey(ecosystem))),
  }),
  lookup: (ecosystem, name) =>
    known.filter((each) => ecosystemKey(each.ecosystem) === ecosystem && nameKey(ecosystem, each.name) === name).map((each) => rowOf(each)),
});

const matched = (system: OperatingSystem | null, found: Package, ...known: readonly Known[]) =>
  matchImage(contentOf(system, found), 0, advisoriesOf(...known));
const source = (name: string, version: string): Partial<Package> => ({ source: { name, version } });

const debian = os('debian', '12');
const alma = os('almalinux', '9.3');

describe('matchImage', () => {
  it.each<[string, OperatingSystem | null, Package, Known, boolean]>([
    [
      'Debian by source',
      debian,
      packageOf('deb libssl3 3.0.1-1', source('openssl', '3.0.1-1')),
      { ecosystem: 'Debian:12', name: 'openssl', fixed: '3.0.2-1' },
      true,
    ],
    [
      'Debian not by binary',
      debian,
      packageOf('deb libssl3 3.0.1-1', source('openssl', '3.0.1-1')),
      { ecosystem: 'Debian:12', name: 'libssl3', fixed: '3.0.2-1' },
      false,
    ],
    [
      'Debian with the version of the source',
      debian,
      packageOf('deb gcc-base 9.0-1', source('gcc', '12.1-1')),
      { ecosystem: 'Debian:12', name: 'gcc', fixed: '10.0-1' },
      false,
    ],
    [
      'Debian: a backport',
      debian,
      packageOf('deb openssl 3.0.1-1+deb12u2'),
      { ecosystem: 'Debian:12', name: 'openssl', fixed: '3.0.1-1+deb12u2' },
      false,
    ],
    ['Debian: an epoch', debian, packageOf('deb vim 2:9.0-1'), { ecosystem: 'Debian:12', name: 'vim', fixed: '3:1.0-1' }, true],
    [
      'another release of Debian',
      debian,
      packageOf('deb openssl 1.0-1'),
      { ecosystem: 'Debian:11', name: 'openssl', fixed: '3.0.2-1' },
      false,
    ],
    [
      'Ubuntu LTS',
      os('ubuntu', '22.04'),
      packageOf('deb bash 5.0-1'),
      { ecosystem: 'Ubuntu:22.04:LTS', name: 'bash', fixed: '5.1-1' },
      true,
    ],
    [
      'Ubuntu, what only Pro mends',
      os('ubuntu', '22.04'),
      packageOf('deb bash 5.0-1'),
      { ecosystem: 'Ubuntu:Pro:22.04:LTS', name: 'bash', fixed: '5.1-1' },
      false,
    ],
    [
      'Photon',
      os('photon', '5.0'),
      packageOf('rpm curl 8.1-1.ph5'),
      { ecosystem: 'Photon OS:5.0', name: 'curl', fixed: '8.2-1.ph5' },
      true,
    ],
    [
      'another Photon',
      os('photon', '5.0'),
      packageOf('rpm curl 8.1-1.ph5'),
      { ecosystem: 'Photon OS:4.0', name: 'curl', fixed: '8.2-1.ph4' },
      false,
    ],
    ['Alpaquita', os('alpaquita', '23'), packageOf('apk curl 8.1-r0'), { ecosystem: 'BellSoft:23', name: 'curl', fixed: '8.2-r0' }, true],
    ['Echo', os('echo', ''), packageOf('deb curl 8.1-1'), { ecosystem: 'Echo', name: 'curl', fixed: '8.1-2' }, true],
    ['Debian of any release', debian, packageOf('deb curl 8.1-1'), { ecosystem: 'Debian', name: 'curl', fixed: '8.1-2' }, true],
    [
      'Ubuntu between',
      os('ubuntu', '23.10'),
      packageOf('deb bash 5.0-1'),
      { ecosystem: 'Ubuntu:23.10', name: 'bash', fixed: '5.1-1' },
      true,
    ],
    [
      'Alpine by origin',
      os('alpine', '3.19.1'),
      packageOf('apk libcrypto3 3.1.4-r0', source('openssl', '3.1.4-r0')),
      { ecosystem: 'Alpine:v3.19', name: 'openssl', fixed: '3.1.4-r1' },
      true,
    ],
    [
      'Alpine edge',
      os('alpine', '3.21_alpha20240923'),
      packageOf('apk busybox 1.36-r0'),
      { ecosystem: 'Alpine:edge', name: 'busybox', fixed: '1.36-r1' },
      true,
    ],
    [
      'AlmaLinux by binary',
      alma,
      packageOf('rpm openssl-libs 1:3.0.1-1.el9', source('openssl', '3.0.1-1.el9')),
      { ecosystem: 'AlmaLinux:9', name: 'openssl-libs', fixed: '1:3.0.7-1.el9' },
      true,
    ],
    [
      'AlmaLinux not by source',
      alma,
      packageOf('rpm openssl-libs 1:3.0.1-1.el9', source('openssl', '3.0.1-1.el9')),
      { ecosystem: 'AlmaLinux:9', name: 'openssl', fixed: '1:3.0.7-1.el9' },
      false,
    ],
    [
      'Rocky by source, with the epoch of the binary',
      os('rocky', '9.1'),
      packageOf('rpm openssl-libs 1:3.0.7-1.el9', source('openssl', '3.0.7-1.el9')),
      { ecosystem: 'Rocky Linux:9', name: 'openssl', fixed: '1:3.0.7-1.el9' },
      false,
    ],
    [
      'RHEL in any repository',
      os('rhel', '9.4'),
      packageOf('rpm bash 5.1-1.el9'),
      { ecosystem: 'Red Hat:enterprise_linux:9::baseos', name: 'bash', fixed: '5.2-1.el9' },
      true,
    ],
    [
      'RHEL 9 is not RHEL 90',
      os('rhel', '9.4'),
      packageOf('rpm bash 5.1-1.el9'),
      { ecosystem: 'Red Hat:enterprise_linux:90', name: 'bash', fixed: '5.2-1.el9' },
      false,
    ],
    [
      'a module of SLES',
      os('sles', '15.5'),
      packageOf('rpm curl 8.0-1'),
      { ecosystem: 'SUSE:Linux Enterprise Module for Basesystem 15 SP5', name: 'curl', fixed: '8.1-1' },
      true,
    ],
    [
      'Tumbleweed',
      os('opensuse-tumbleweed', '20260101'),
      packageOf('rpm curl 8.0-1'),
      { ecosystem: 'openSUSE:Tumbleweed', name: 'curl', fixed: '8.1-1' },
      true,
    ],
    ['Wolfi', os('wolfi', '20230201'), packageOf('apk curl 8.0-r0'), { ecosystem: 'Wolfi', name: 'curl', fixed: '8.0-r1' }, true],
    [
      'kernel headers',
      debian,
      packageOf('deb linux-libc-dev 6.1.1-1', source('linux', '6.1.1-1')),
      { ecosystem: 'Debian:12', name: 'linux', fixed: '6.1.9-1' },
      false,
    ],
    [
      'a kernel',
      debian,
      packageOf('deb linux-image-6.1 6.1.1-1', source('linux', '6.1.1-1')),
      { ecosystem: 'Debian:12', name: 'linux', fixed: '6.1.9-1' },
      true,
    ],
    [
      'a language package of the distribution',
      debian,
      packageOf('pypi requests 1.0', { osOwned: true }),
      { ecosystem: 'PyPI', name: 'requests', fixed: '2.0' },
      false,
    ],
    [
      'Python, however it is spelt',
      null,
      packageOf('pypi Ruamel_Yaml 1.0'),
      { ecosystem: 'PyPI', name: 'ruamel.yaml', fixed: '2.0' },
      true,
    ],
    [
      'NuGet, whatever its case',
      null,
      packageOf('nuget newtonsoft.json 12.0.1'),
      { ecosystem: 'NuGet', name: 'Newtonsoft.Json', fixed: '13.0.1' },
      true,
    ],
    [
      'Packagist, whatever its case',
      null,
      packageOf('composer Symfony/Yaml 5.0.0'),
      { ecosystem: 'Packagist', name: 'symfony/yaml', fixed: '5.1.0' },
      true,
    ],
    ['npm, whose case counts', null, packageOf('npm JSONStream 1.0.0'), { ecosystem: 'npm', name: 'jsonstream', fixed: '2.0.0' }, false],
    [
      'Maven: group and artifact',
      null,
      packageOf('maven org.apache.logging.log4j/log4j-core 2.14.1'),
      { ecosystem: 'Maven', name: 'org.apache.logging.log4j:log4j-core', fixed: '2.17.1' },
      true,
    ],
    ['Go: the standard library', null, packageOf('golang stdlib 1.22.0'), { ecosystem: 'Go', name: 'stdlib', fixed: '1.22.1' }, true],
    ['Go: a release candidate', null, packageOf('golang stdlib 1.22rc1'), { ecosystem: 'Go', name: 'stdlib', fixed: '1.22.0' }, true],
    [
      'Go: a pseudo-version before the fix',
      null,
      packageOf('golang golang.org/x/crypto v0.0.0-20190308221718-c2843e01d9a2'),
      { ecosystem: 'Go', name: 'golang.org/x/crypto', fixed: '0.0.0-20200220183623-bac4c82f6975' },
      true,
    ],
    [
      'Go: +incompatible',
      null,
      packageOf('golang github.com/docker/docker v24.0.7+incompatible'),
      { ecosystem: 'Go', name: 'github.com/docker/docker', fixed: '24.0.7+incompatible' },
      false,
    ],
  ])('%s', (_what, system, found, known, isHit) => {
    const answer = matched(system, found, known, { ecosystem: 'npm', name: 'other', fixed: '1.0.0' });
    expect(answer.matches.map(({ fixedIn }) => fixedIn)).toEqual(isHit ? [known.fixed] : []);
  });

  it.each<[string, OperatingSystem | null, Package, RegExp]>([
    ['no os-release', null, packageOf('deb bash 5.0-1'), /operating system is not known/],
    ['a distribution without a feed', os('amzn', '2023'), packageOf('rpm bash 5.0-1'), /no advisory feed/],
    ['a moving Debian', os('debian', '', 'Debian GNU/Linux forky/sid'), packageOf('deb bash 5.0-1'), /moving release/],
    ['a release that the database lacks', os('debian', '13'), packageOf('deb bash 5.0-1'), /no records for Debian:13/],
    [
      'a deb that Debian did not build',
      debian,
      packageOf('deb nodejs 20.1-1nodesource1', { thirdParty: true }),
      /not built by the distribution/,
    ],
    ['a language package of an unknown system', null, packageOf('pypi requests 1.0', { osOwned: true }), /operating system is not known/],
    ['a type without a feed', debian, packageOf('generic nginx 1.25'), /type generic/],
    ['an ecosystem that the database lacks', debian, packageOf('gem rails 1.0'), /no records for RubyGems/],
    ['(devel)', null, packageOf('golang example.org/main (devel)'), /without a version/],
    ['a version that does not parse', null, packageOf('npm left-pad not-a-version'), /cannot be compared/],
  ])('says a gap for %s', (_what, system, found, gap) => {
    const known: readonly Known[] = [
      { ecosystem: 'Debian:12', name: 'nodejs', fixed: '99' },
      { ecosystem: 'npm', name: 'left-pad', fixed: '1.0.0' },
      { ecosystem: 'Go', name: 'example.org/main', fixed: '1.0.0' },
    ];
    const answer = matched(system, found, ...known);
    expect(answer.matches).toEqual([]);
    expect(answer.gaps).toEqual([expect.stringMatching(gap)]);
  });

  it('says that a release has no security updates any more, and matches it all the same', () => {
    const stretch = os('debian', '9', 'Debian GNU/Linux 9 (stretch)');
    const answer = matched(stretch, packageOf('deb bash 4.4-5'), { ecosystem: 'Debian:9', name: 'bash', fixed: '4.4-6' });
    expect(answer.matches).toHaveLength(1);
    expect(answer.gaps).toEqual([expect.stringContaining('2022-06-30')]);
    expect(matched(debian, packageOf('deb bash 5'), { ecosystem: 'Debian:12', name: 'bash' }).gaps).toEqual([]);
  });

  it('has one gap where there is no database', () => {
    const none: Advisories = { database: () => null, lookup: () => [] };
    expect(matchImage(contentOf(debian, packageOf('deb bash 5.0-1')), 3, none)).toEqual({
      subject: 3,
      database: null,
      matches: [],
      gaps: ['no advisory database is loaded'],
    });
  });

  it('counts the packages of a gap', () => {
    const content = contentOf(null, packageOf('deb a 1'), packageOf('deb b 1'));
    expect(matchImage(content, 0, advisoriesOf({ ecosystem: 'npm', name: 'x' })).gaps).toEqual([
      'the operating system is not known (2 packages)',
    ]);
  });

  it('finds malware at the highest severity, whatever its record says', () => {
    const [match] = matched(null, packageOf('npm evil 1.0.0'), { ecosystem: 'npm', name: 'evil', id: 'MAL-2026-1', word: 'low' }).matches;
    expect(match).toMatchObject({ id: 'MAL-2026-1', severity: 'critical', fixedIn: null });
  });

  it('says of a Go module which of its packages is meant', () => {
    const known = { ecosystem: 'Go', name: 'golang.org/x/net', fixed: '0.17.0', imports: ['golang.org/x/net/http2'] };
    const [match] = matched(null, packageOf('golang golang.org/x/net v0.10.0'), known).matches;
    expect(match?.note).toContain('golang.org/x/net/http2');
  });

  it('keeps apart what a program does not link, and believes the record that names packages', () => {
    const found = (...packages: readonly string[]) => packageOf('golang golang.org/x/net v0.10.0', { linked: { packages } });
    const same = { ecosystem: 'Go', name: 'golang.org/x/net', canonicalId: 'CVE-2026-1', fixed: '0.17.0' };
    const github = { ...same, id: 'GHSA-1' };
    const go = { ...same, id: 'GO-2026-1', imports: ['golang.org/x/net/http2'] };
    for (const known of [
      [github, go],
      [go, github],
    ]) {
      expect(matched(null, found('html'), ...known).matches).toMatchObject([{ id: 'CVE-2026-1', linked: false, fixedIn: '0.17.0' }]);
      expect(matched(null, found('html', 'http2'), ...known).matches).toMatchObject([{ id: 'CVE-2026-1', linked: true }]);
    }
    expect(matched(null, found('html'), github).matches[0]?.linked).toBeUndefined();
  });

  it('gives an issue once, with the fix that one of its records knows', () => {
    const same = { ecosystem: 'npm', name: 'a', canonicalId: 'CVE-2026-1' };
    const { matches } = matched(null, packageOf('npm a 1.0.0'), { ...same, id: 'GHSA-1' }, { ...same, id: 'NPM-1', fixed: '1.2.0' });
    expect(matches.map(({ id, fixedIn }) => ({ id, fixedIn }))).toEqual([{ id: 'CVE-2026-1', fixedIn: '1.2.0' }]);
  });

  it.each<[Partial<AdvisoryRow> & { word?: string }, string, string]>([
    [{ word: 'Important', cvss: 9.8 }, 'high', 'important'],
    [{ word: 'unimportant' }, 'info', 'unimportant'],
    [{ word: 'not yet assigned', cvss: 9.8 }, 'critical', 'CVSS 9.8'],
    [{ cvss: 4 }, 'medium', 'CVSS 4.0'],
    [{}, 'unknown', 'not rated'],
  ])('rates %j as %s', (row, severity, severitySource) => {
    const [match] = matched(null, packageOf('npm a 1.0.0'), { ecosystem: 'npm', name: 'a', ...row }).matches;
    expect(match).toMatchObject({ severity, severitySource });
  });
});
