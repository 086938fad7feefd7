import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPhpValue } from '../../../lib/image/catalogue/php/serialized.ts';
import { cataloguers } from '../../../lib/image/catalogue/table.ts';
import { inspectImage } from '../../../lib/image/inspect.ts';
import { file, imageOfLayers, type Member } from '../build.ts';

const packagesIn = async (...members: readonly Member[]) => {
  const { packages, incomplete } = await inspectImage(imageOfLayers([members]));
  return { packages, incomplete, urls: packages.map(({ purl }) => purl) };
};

const arch = file('etc/os-release', 'ID=arch\nPRETTY_NAME="Arch Linux"\nBUILD_ID=rolling\n');
const elf = (text: string): Buffer => Buffer.from(`\x7fELF${'\0'.repeat(5000)}\0${text}\0${'\0'.repeat(300)}`, 'latin1');

describe('pacman', () => {
  // As pacman 6.0.2 wrote it.
  const desc = [
    '%NAME%\ndemo-bin\n',
    '%VERSION%\n1:2.0.1-3\n',
    '%BASE%\ndemo\n',
    '%DESC%\nA demonstration\n',
    '%ARCH%\nx86_64\n',
    '%PACKAGER%\nUnknown Packager <a@example.org>\n',
    '%LICENSE%\nGPL-2.0-or-later\nMIT\n',
    '%DEPENDS%\nbash\n\n',
  ].join('\n');
  const files = '%FILES%\nusr/\nusr/bin/\nusr/bin/node\nusr/lib/python3.12/site-packages/x-1.0.dist-info/METADATA\n\n';
  const place = 'var/lib/pacman/local/demo-bin-1:2.0.1-3';

  it('reads what is installed, and what it owns', async () => {
    const { packages } = await packagesIn(
      arch,
      file(`${place}/desc`, desc),
      file(`${place}/files`, files),
      file('usr/bin/node', elf('node.js/v22.9.0'), 0o755),
      file('opt/bin/node', elf('node.js/v22.9.1'), 0o755),
      file('usr/lib/python3.12/site-packages/x-1.0.dist-info/METADATA', 'Name: x\nVersion: 1.0\n'),
    );
    expect(packages.map(({ purl, osOwned }) => [purl, osOwned])).toEqual([
      ['pkg:alpm/arch/demo-bin@1:2.0.1-3?arch=x86_64&distro=arch', undefined],
      ['pkg:generic/node@22.9.1', undefined],
      ['pkg:pypi/x@1.0', true],
    ]);
    expect(packages[0]).toMatchObject({ source: { name: 'demo', version: '1:2.0.1-3' }, licences: ['GPL-2.0-or-later', 'MIT'] });
  });

  it('reads no other file of that name', async () => {
    expect((await packagesIn(file('srv/var/lib/pacman/sync/demo-1-1/desc', desc), file('opt/desc', desc))).urls).toEqual([]);
  });
});

describe('portage', () => {
  const contents = 'dir /usr\nobj /usr/bin/node d41d8cd98f00b204e9800998ecf8427e 1700000000\nsym /usr/bin/x -> node 1700000000\n';
  it.each([
    ['dev-libs/openssl-3.0.13-r2', 'pkg:ebuild/dev-libs/openssl@3.0.13-r2'],
    ['app-misc/ca-certificates-20240203.3.98', 'pkg:ebuild/app-misc/ca-certificates@20240203.3.98'],
    ['sys-libs/glibc-2.39_p8', 'pkg:ebuild/sys-libs/glibc@2.39_p8'],
    ['dev-cpp/gtk-2+-3.1a', 'pkg:ebuild/dev-cpp/gtk-2%2B@3.1a'],
  ])('%s', async (folder, url) => {
    const { urls } = await packagesIn(file(`var/db/pkg/${folder}/CONTENTS`, contents), file('usr/bin/node', elf('node.js/v22.9.0'), 0o755));
    expect(urls).toEqual([url]);
  });
  it('nothing elsewhere', async () => {
    expect((await packagesIn(file('opt/pkg/a/b-1/CONTENTS', contents), file('var/db/pkg/a/noversion/CONTENTS', contents))).urls).toEqual(
      [],
    );
  });
});

describe('conda', () => {
  // As py-rattler 0.28 wrote it, without the lists of paths that nobody asks for.
  const record = {
    arch: 'x86_64',
    build: 'h59595ed_0',
    license: 'MIT',
    name: 'nodejs',
    subdir: 'linux-64',
    version: '22.9.0',
    fn: 'nodejs-22.9.0-h59595ed_0.tar.bz2',
    channel: 'https://conda.anaconda.org/conda-forge',
    files: ['bin/node'],
  };
  const place = 'opt/conda/conda-meta/nodejs-22.9.0-h59595ed_0.json';

  it('reads an environment, and its programs are explained', async () => {
    const { urls } = await packagesIn(
      file(place, JSON.stringify(record)),
      file('opt/conda/bin/node', elf('node.js/v22.9.0'), 0o755),
      file('opt/conda/conda-meta/history', '==> 2026 <=='),
    );
    expect(urls).toEqual(['pkg:conda/nodejs@22.9.0?build=h59595ed_0&channel=conda-forge&subdir=linux-64&type=tar.bz2']);
  });
  it.each([
    ['https://repo.anaconda.com/pkgs/main/linux-64', 'main'],
    ['conda-forge', 'conda-forge'],
    ['https://conda.anaconda.org/conda-forge/noarch/', 'conda-forge'],
  ])('names the channel of %s', async (channel, name) => {
    expect((await packagesIn(file(place, JSON.stringify({ ...record, channel })))).urls[0]).toContain(`&channel=${name}&`);
  });
  it('does without all but name and version, and says what is no record', async () => {
    expect((await packagesIn(file(place, '{"name": "a", "version": "1"}'))).urls).toEqual(['pkg:conda/a@1']);
    expect((await packagesIn(file(place, '{"name": "a"}'), file('opt/conda/conda-meta/x.json', '{'))).urls).toEqual([]);
  });
});

describe('R', () => {
  // As R 4.2.2 installed it.
  const text = (...more: readonly string[]): string =>
    ['Package: jsonlite', 'Version: 1.8.4', 'License: MIT + file LICENSE', 'Description: A parser', '    and generator', ...more, ''].join(
      '\n',
    );
  const built = "Built: R 4.2.2; x86_64-pc-linux-gnu; 'Fri, 09 Dec 2022 11:32:41 +0100'; unix";
  it.each([
    ['of CRAN', text('Repository: CRAN', built), ['pkg:cran/jsonlite@1.8.4']],
    ['of Bioconductor', text('biocViews: Software', built), ['pkg:bioconductor/jsonlite@1.8.4']],
    ['as source', text('Repository: CRAN'), []],
    ['of something else', 'a description\n', []],
  ])('an installed package %s', async (_title, content, urls) => {
    expect((await packagesIn(file('usr/local/lib/R/site-library/jsonlite/DESCRIPTION', content))).urls).toEqual(urls);
  });
});

it('LuaRocks: the rocks that are installed, not those of a source', async () => {
  const spec = `package = "LuaSocket"\nversion = "3.1.0-1"\nsource = { url = "git+https://x" }\ndescription = {\n  license = "MIT",\n}\n`;
  const { packages } = await packagesIn(
    file('usr/local/lib/luarocks/rocks-5.1/luasocket/3.1.0-1/luasocket-3.1.0-1.rockspec', spec),
    file('src/luasocket-3.1.0-1.rockspec', spec),
  );
  expect(packages.map(({ name, purl, licences }) => [name, purl, licences])).toEqual([
    ['LuaSocket', 'pkg:luarocks/luasocket@3.1.0-1', ['MIT']],
  ]);
});

it('Erlang: applications', async () => {
  const app = `%% -*- erlang -*-\n{application, kernel,\n [\n  {description, "ERTS  CXC 138 10"},\n  {vsn, "8.5.3"},\n  {modules, [application]}]}.\n`;
  const { urls } = await packagesIn(
    file('usr/local/lib/erlang/lib/kernel-8.5.3/ebin/kernel.app', app),
    file('opt/x/lib/phoenix-1.7.10/ebin/phoenix.app', `{application,phoenix,[{vsn,"1.7.10"}]}.`),
    file('Applications/Some.app', app),
  );
  expect(urls).toEqual(['pkg:otp/kernel@8.5.3', 'pkg:otp/phoenix@1.7.10']);
});

describe('WordPress', () => {
  const plugin = '<?php\n/**\n * Plugin Name: Akismet Anti-spam: Spam Protection\n * Version: 5.3.1 \n * Author: A\n */\n';
  it('plug-ins and themes by their headers, and itself', async () => {
    const root = 'var/www/html/';
    const { urls } = await packagesIn(
      file(
        `${root}wp-includes/version.php`,
        "<?php\n/**\n * @global string $wp_version\n */\n$wp_version = '6.4.3';\n$wp_db_version = 56657;\n",
      ),
      file(`${root}wp-content/plugins/akismet/akismet.php`, plugin),
      file(`${root}wp-content/plugins/akismet/class.akismet.php`, '<?php\n// Version: 1.0\nclass Akismet {}\n'),
      file(`${root}wp-content/plugins/a/lib/deep.php`, plugin),
      file(`${root}wp-content/plugins/late/late.php`, `<?php${' '.repeat(9000)}\n * Plugin Name: x\n * Version: 1\n`),
      file(`${root}wp-content/themes/twentytwentyfour/style.css`, '/*\nTheme Name: Twenty Twenty-Four\nVersion: 1.0 */\n'),
    );
    expect(urls).toEqual(['pkg:generic/wordpress@6.4.3', 'pkg:wordpress/plugin/akismet@5.3.1', 'pkg:wordpress/theme/twentytwentyfour@1.0']);
  });
});

describe('PEAR and PECL', () => {
  // As PHP's serialize writes it.
  const registry = (name: string, channel: string, version: string): string =>
    `a:5:{s:4:"name";s:${name.length}:"${name}";s:7:"channel";s:${channel.length}:"${channel}";s:4:"lead";a:1:{i:0;a:2:{s:4:"name";s:5:"J\u00e4ck";s:6:"active";b:1;}}s:7:"version";a:2:{s:7:"release";s:${version.length}:"${version}";s:3:"api";N;}s:7:"license";a:2:{s:7:"attribs";a:1:{s:3:"uri";s:1:"x";}s:8:"_content";s:11:"BSD License";}}`;
  it('by the registry', async () => {
    const { packages, urls } = await packagesIn(
      file('usr/local/lib/php/.registry/xml_util.reg', registry('XML_Util', 'pear.php.net', '1.4.5')),
      file('usr/local/lib/php/.registry/.channel.pecl.php.net/redis.reg', registry('redis', 'pecl.php.net', '6.0.2')),
      file('usr/local/lib/php/.channels/pear.php.net.reg', 'a:1:{s:4:"name";s:1:"x";}'),
      file('usr/local/lib/php/.registry/cut.reg', registry('cut', 'pear.php.net', '1.0').slice(0, 80)),
    );
    expect(urls).toEqual(['pkg:pear/pear.php.net/XML_Util@1.4.5', 'pkg:pear/pecl.php.net/redis@6.0.2']);
    expect(packages[0]?.licences).toEqual(['BSD License']);
  });
  it('no bytes make the reader throw, or take long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a:3:{', 'a:1:{', 's:2:"', 'i:1;', 'N;', 'b:0;', '}', '"', ':', ';', 'O:1:"x":0:{}', 'é', '9'), {
          maxLength: 200,
        }),
        (parts) => {
          readPhpValue(Buffer.from(parts.join('')));
        },
      ),
    );
    expect(readPhpValue(Buffer.from('a:1:{i:0;'.repeat(100_000)))).toBeUndefined();
    expect(readPhpValue(Buffer.from('a:199999:{'))).toBeUndefined();
  });
});

describe('Bitnami', () => {
  const bom = {
    spdxVersion: 'SPDX-2.3',
    name: 'SPDX document for Redis 7.4.0',
    packages: [
      {
        name: 'redis',
        versionInfo: '7.4.0-2',
        licenseDeclared: 'RSALv2',
        externalRefs: [
          { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:*:redis:redis:7.4.0:*:*:*:*:*:*:*' },
          {
            referenceCategory: 'PACKAGE-MANAGER',
            referenceType: 'purl',
            referenceLocator: 'pkg:bitnami/redis@7.4.0-2?arch=amd64&distro=debian-12',
          },
        ],
      },
    ],
  };
  it('by the bill of materials beside each component, whose programs are explained', async () => {
    const { packages, incomplete } = await packagesIn(
      file('opt/bitnami/redis/.spdx-redis.spdx', JSON.stringify(bom)),
      file('opt/bitnami/redis/bin/redis-server', elf(`7.4.0buildkitsandbox-1704813127000000000${'0'.repeat(8)}`), 0o755),
      file('opt/bitnami/broken/.spdx-x.spdx', 'no json'),
      file('srv/.spdx-x.spdx', JSON.stringify(bom)),
    );
    expect(packages.map(({ type, name, version, purl, path }) => [type, name, version, purl, path])).toEqual([
      ['bitnami', 'redis', '7.4.0-2', 'pkg:bitnami/redis@7.4.0-2?arch=amd64&distro=debian-12', 'opt/bitnami/redis/.spdx-redis.spdx'],
    ]);
    expect(incomplete.map(({ code, path }) => [code, path])).toEqual([['parse-failed', 'opt/bitnami/broken/.spdx-x.spdx']]);
  });
});

it('no content of a wanted file makes a cataloguer give what is no package', () => {
  const places = [
    'var/lib/pacman/local/a-1-1/desc',
    'var/lib/pacman/local/a-1-1/files',
    'var/db/pkg/a/b-1/CONTENTS',
    'opt/conda/conda-meta/a.json',
    'usr/lib/R/library/a/DESCRIPTION',
    'usr/lib/luarocks/rocks-5.1/a/1/a-1.rockspec',
    'usr/lib/erlang/lib/a-1/ebin/a.app',
    'var/www/wp-content/plugins/a/a.php',
    'usr/lib/php/.registry/a.reg',
  ];
  const words = fc.constantFrom(
    '%NAME%\n',
    '%VERSION%\n',
    'obj /a ',
    '{',
    '}',
    '"name"',
    ':',
    '"version"',
    'Package: ',
    'Built: ',
    'a',
    '\n',
    '\0',
    'vsn',
    's:4:"',
    'Version:',
    'package = "',
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.array(words, { maxLength: 60 }), (path, parts) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const entry = { path, kind: 'file', size: 0, mode: 0o644, link: '', capability: null } as never;
      for (const row of cataloguers.filter((one) => one.wants(path, name)))
        for (const find of row.read({ path, name, content: Buffer.from(parts.join('')), entry }))
          if (find.kind === 'package') expect(find.package.name.length * find.package.version.length).toBeGreaterThan(0);
    }),
  );
});
