import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { versionRows } from '../../../lib/image/catalogue/program/versions.table.ts';
import { createVersionScan } from '../../../lib/image/catalogue/program/versions.ts';
import { inspectImage } from '../../../lib/image/inspect.ts';
import { file, hardlink, imageOfLayers, type Member, slices } from '../build.ts';

const elf = (text: string): Buffer => Buffer.from(`\x7fELF${'\0'.repeat(5000)}\0${text}\0${'\0'.repeat(300)}`, 'latin1');

type Row = readonly [path: string, text: string, name: string, version: string];

const told: readonly Row[] = [
  ['usr/local/bin/node', 'node.js/v22.9.0', 'node', '22.9.0'],
  ['usr/local/lib/libpython3.12.so.1.0', '3.12.7', 'python', '3.12.7'],
  ['usr/local/bin/python3.13', '3.13.0rc2', 'python', '3.13.0rc2'],
  ['root/.pyenv/versions/3.12.1/lib/libpython3.12.so.1.0', '/root/.pyenv/versions/3.12.1', 'python', '3.12.1'],
  ['usr/sbin/nginx', 'nginx version: nginx/1.27.2', 'nginx', '1.27.2'],
  ['bin/busybox', 'BusyBox v1.36.1 (2024-06-10 07:11:47 UTC)', 'busybox', '1.36.1'],
  ['opt/lib/libcrypto.so.3', 'OpenSSL 3.0.19 27 Jan 2026', 'openssl', '3.0.19'],
  ['opt/bin/openssl', 'OpenSSL 1.0.2k-fips  26 Jan 2017', 'openssl', '1.0.2k'],
  ['usr/local/bin/redis-server', `7.2.4buildkitsandbox-1704813127000000000${'0'.repeat(8)}`, 'redis', '7.2.4'],
  ['usr/local/bin/redis-server', `6.2.148f3c12345678-1698765432${'0'.repeat(9)}`, 'redis', '6.2.14'],
  ['usr/local/apache2/bin/httpd', 'Apache/2.4.62 (Unix)', 'httpd', '2.4.62'],
  ['usr/local/sbin/php-fpm', 'X-Powered-By: PHP/8.3.12', 'php', '8.3.12'],
  ['usr/local/bin/php', 'X-Powered-By: PHP/8.4.0RC1', 'php', '8.4.0RC1'],
  ['usr/local/lib/libruby.so.3.3.5', 'ruby 3.3.5 (2024-09-03 revision ef084cc8f4) [x86_64-linux]', 'ruby', '3.3.5'],
  ['usr/local/bin/bash', '@(#)Bash version 5.2.15(1) release GNU', 'bash', '5.2.15'],
  ['usr/local/bin/perl', 'This is perl 5, version 36, subversion 0 (%-p) built for x86_64', 'perl', '5.36.0'],
  // As Debian 12 built it, with a letter that happens to stand before.
  ['usr/bin/redis-check-rdb', `A7.0.151790282056${'0'.repeat(9)}`, 'redis', '7.0.15'],
  ['usr/sbin/mariadbd', '10.11.19-MariaDB', 'mariadb', '10.11.19'],
  ['usr/local/bin/postgres', 'postgres (PostgreSQL) 16.2', 'postgresql', '16.2'],
  ['usr/lib/postgresql/15/bin/postgres', 'postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)', 'postgresql', '15.20'],
  ['usr/local/bin/postgres', 'postgres (PostgreSQL) 18beta1', 'postgresql', '18beta1'],
  ['usr/sbin/haproxy', ' version 2.6.12-1+deb12u4, released 2026/10/17', 'haproxy', '2.6.12'],
  ['usr/local/sbin/haproxy', ' version 3.1-dev5, released 2024/08/07', 'haproxy', '3.1-dev5'],
  ['usr/local/bin/memcached', 'memcached 1.6.18', 'memcached', '1.6.18'],
  ['usr/local/bin/curl', 'curl/7.88.1', 'curl', '7.88.1'],
  ['usr/lib/libcurl.so.4.8.0', 'libcurl/8.5.0', 'curl', '8.5.0'],
  ['usr/sbin/lighttpd', 'lighttpd/1.4.69 (ssl) - a light and fast webserver', 'lighttpd', '1.4.69'],
  ['usr/sbin/varnishd', 'varnish-7.1.1 revision 7cee1c581bead20e88d101ab3d72afb29f14d87a', 'varnish', '7.1.1'],
  ['usr/local/bin/envoy', '1.3.1\0envoy/extensions/config\x001.0.0\0Resources\x001.37.0', 'envoy', '1.37.0'],
  ['usr/local/bin/envoy', '1.30.1-dev', 'envoy', '1.30.1-dev'],
  ['usr/local/rustup/toolchains/x/bin/rustc', 'rustc version 1.95.0 (59807616e 2026-04-14)', 'rust', '1.95.0'],
];

const decoys: readonly (readonly [what: string, Member])[] = [
  ['a script', file('usr/local/bin/node', '#!/bin/sh\n# node.js/v22.9.0\n', 0o755)],
  ['another file that names it', file('usr/local/bin/tool', elf('node.js/v22.9.0'), 0o755)],
  ['a version of something else in Python', file('usr/local/bin/python3.13', elf('3.2.0'), 0o755)],
  ['where Python was built', file('usr/local/bin/python3.13', elf('/usr/src/Python-3.13.0'), 0o755)],
  ['a number with more parts', file('usr/local/bin/python3.13', elf('3.13.0.1'), 0o755)],
  ['a sentence about OpenSSL', file('opt/lib/libcrypto.so.3', elf('OpenSSL 3.0.0 or later'))],
  ['the range that a library asks for', file('usr/local/bin/ruby', elf('ruby 3.3.5 or newer'), 0o755)],
  ['a header without a version', file('usr/local/bin/httpd', elf('Apache/%s'), 0o755)],
  ['a MySQL that is no MariaDB', file('usr/sbin/mysqld', elf('8.0.36-MySQL'), 0o755)],
  ['what MariaDB tells of another', file('usr/sbin/mariadbd', elf('5.5.5-10.11.19-MariaDB'), 0o755)],
  ['a version of PostgreSQL that it speaks of', file('usr/local/bin/postgres', elf('before upgrading to PostgreSQL 9.1.'), 0o755)],
  ['when a part of HAProxy was released', file('usr/sbin/haproxy', elf('lua version 5.4.6, released in 2023'), 0o755)],
  ['who asks by the name of curl', file('usr/bin/curl', elf('curl/%s'), 0o755)],
  ['a program that Rust made', file('usr/local/bin/ripgrep', elf('rustc version 1.95.0 (59807616e 2026-04-14)'), 0o755)],
  ['the protocol of memcached', file('usr/bin/memcached', elf('memcached 1.2.3.4'), 0o755)],
  ['libraries of Envoy', file('usr/local/bin/envoy', elf('1.3.1\x0051.0.0\x001.0.0\x001.37.0.1\0v1.37.0'), 0o755)],
  ['a release of something else', file('opt/app/release', 'VERSION="1.2.3"\n')],
  ['a VERSION of something else', file('opt/app/VERSION', 'gopher 1.2.3\n')],
];

const inspect = async (...members: readonly Member[]) => {
  const { packages } = await inspectImage(imageOfLayers([members]));
  return packages.filter(({ type }) => type === 'generic');
};

describe('programs that no package explains', () => {
  it.each(told)('%s says %s', async (path, text, name, version) => {
    expect(await inspect(file(path, elf(text), 0o755))).toMatchObject([
      { type: 'generic', name, version, path, purl: `pkg:generic/${name}@${version}`, confidence: 'version-string' },
    ]);
  });

  it.each(decoys)('are not taken from %s', async (_, member) => {
    expect(await inspect(member)).toEqual([]);
  });

  it('are Java runtimes and Go toolchains too, by the file in their root', async () => {
    const java = file('opt/java/openjdk/release', 'IMPLEMENTOR="x"\nJAVA_RUNTIME_VERSION="21.0.4+7-LTS"\nJAVA_VERSION="21.0.4"\n');
    const found = await inspect(java, file('usr/local/go/VERSION', 'go1.23.2\ntime 2024-09-28T01:34:15Z\n'));
    expect(found.map(({ purl }) => purl)).toEqual(['pkg:generic/openjdk@21.0.4%2B7-LTS', 'pkg:generic/go@1.23.2']);
  });

  it.each(['/usr/bin/bash', '/bin/bash'])('leave to the OS package what it owns as %s', async (listed) => {
    const status = file('var/lib/dpkg/status', 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2-1\n');
    const program = file('usr/bin/bash', elf('@(#)Bash version 5.2.15(1) release GNU'), 0o755);
    expect(await inspect(status, file('var/lib/dpkg/info/bash.list', `/.\n${listed}\n`), program)).toEqual([]);
    expect(await inspect(status, file('var/lib/dpkg/info/bash.list', '/.\n/usr/bin/bashbug\n'), program)).toHaveLength(1);
  });

  it('are found under the name of a later hard link, as busybox is', async () => {
    const members = [
      file('bin/[', elf('BusyBox v1.36.1 (2024-06-10 07:11:47 UTC)'), 0o755),
      hardlink('bin/busybox', 'bin/['),
      hardlink('bin/cat', 'bin/['),
    ];
    expect((await inspect(...members)).map(({ purl, path }) => [purl, path])).toEqual([['pkg:generic/busybox@1.36.1', 'bin/busybox']]);
  });

  it('have a row in this test each', () => {
    expect(new Set(told.map(([, , name]) => name))).toEqual(new Set(versionRows.map(({ name }) => name)));
  });

  it('are found however the content is cut', () => {
    for (const [path, text, , version] of told) {
      for (const size of [1, 3, 7, 64, 511, 5010, 5017, 5019]) {
        const scan = createVersionScan(path, path.slice(path.lastIndexOf('/') + 1));
        const pieces = [...slices(elf(text), size)];
        for (const [index, piece] of pieces.entries()) scan?.take(piece, index === pieces.length - 1);
        expect(scan?.found()?.version, `${path} by ${size}`).toBe(version);
      }
    }
  });

  it('take any bytes', () => {
    const names = fc.constantFrom('node', 'python3.12', 'redis-server', 'libcrypto.so.3');
    fc.assert(
      fc.property(names, fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (name, pieces) => {
        const scan = createVersionScan(name, name);
        for (const piece of [elf(''), ...pieces.map((bytes) => Buffer.from(bytes))]) scan?.take(piece, false);
        expect(scan?.found()).toBeUndefined();
      }),
    );
  });
});
