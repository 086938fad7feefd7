import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderFiles } from '../../lib/cli/chart-files.ts';
import { templateIn } from '../../lib/cli/sub-chart.ts';
import { file, type Member, tar } from '../image/build.ts';
import { plimsoll } from './bundle.ts';

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostPID: true
  containers: [{name: web, image: nginx:1.27.3}]
`;
const about = (name: string, version: string, more = ''): string => `apiVersion: v2\nname: ${name}\nversion: ${version}\n${more}`;
const dependency = (name: string, version: string, alias?: string): string =>
  `  - {name: ${name}, version: '${version}'${alias === undefined ? '' : `, alias: ${alias}`}}\n`;
const packed = (name: string, version: string, text: string, ...more: readonly Member[]): Buffer =>
  gzipSync(tar(file(`${name}/Chart.yaml`, about(name, version)), file(`${name}/templates/pod.yaml`, text), ...more));

describe('the template of a sub-chart', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-sub-chart-'));
  const outside = mkdtempSync(join(tmpdir(), 'plimsoll-outside-'));
  const chart = join(root, 'shop');
  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(chart, path)), { recursive: true });
    writeFileSync(join(chart, path), content);
  };
  const find = (path: string) => templateIn(folderFiles(root, chart), path);

  beforeAll(() => {
    const listed = [
      dependency('db', '1.0.0', 'orders'),
      dependency('cache', '2.1.0'),
      dependency('cache', '2.1.0', 'sessions'),
      dependency('twice', '1.2.0'),
      dependency('undecided', '>=1.0.0'),
      dependency('renamed', '1.0.0'),
      dependency('linked', '1.0.0'),
    ];
    put('Chart.yaml', about('shop', '1.0.0', `dependencies:\n${listed.join('')}`));
    put('charts/db/Chart.yaml', about('db', '1.0.0'));
    put('charts/db/templates/db.yaml', 'of the folder');
    put('charts/folder-of-another-name/Chart.yaml', about('renamed', '1.0.0'));
    put('charts/folder-of-another-name/templates/pod.yaml', 'renamed');
    const inner = packed('inner', '0.1.0', 'of the inner archive');
    put(
      'charts/cache-2.1.0.tgz',
      packed(
        'cache',
        '2.1.0',
        'of the archive',
        file('cache/requirements.yaml', `dependencies:\n${dependency('inner', '0.1.0', 'hidden')}`),
        file('cache/charts/inner-0.1.0.tgz', inner),
        file('cache/charts/plain/Chart.yaml', about('plain', '1.0.0')),
        file('cache/charts/plain/templates/pod.yaml', 'plain'),
      ),
    );
    for (const version of ['1.1.0', '1.2.0']) put(`charts/twice-${version}.tgz`, packed('twice', version, version));
    for (const version of ['1.1.0', '1.2.0']) put(`charts/undecided-${version}.tgz`, packed('undecided', version, version));
    put('charts/legacy-1.0.0.tgz', packed('legacy', '1.0.0', 'legacy'));
    put('charts/cut-1.0.0.tgz', packed('cut', '1.0.0', 'cut').subarray(0, 60));
    put('charts/plain-text-1.0.0.tgz', 'no archive');
    put('charts/bomb-1.0.0.tgz', gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    writeFileSync(join(outside, 'linked-1.0.0.tgz'), packed('linked', '1.0.0', 'outside'));
    symlinkSync(join(outside, 'linked-1.0.0.tgz'), join(chart, 'charts/linked-1.0.0.tgz'));
  });
  afterAll(() => {
    for (const each of [root, outside]) rmSync(each, { recursive: true, force: true });
  });

  it.each([
    ['by its own name', 'charts/db/templates/db.yaml', 'charts/db/templates/db.yaml', 'of the folder'],
    ['by its alias', 'charts/orders/templates/db.yaml', 'charts/db/templates/db.yaml', 'of the folder'],
    ['in a folder of another name', 'charts/renamed/templates/pod.yaml', 'charts/folder-of-another-name/templates/pod.yaml', 'renamed'],
    ['in an archive', 'charts/cache/templates/pod.yaml', 'charts/cache-2.1.0.tgz!/cache/templates/pod.yaml', 'of the archive'],
    [
      'in an archive by its alias',
      'charts/sessions/templates/pod.yaml',
      'charts/cache-2.1.0.tgz!/cache/templates/pod.yaml',
      'of the archive',
    ],
    ['not listed as a dependency', 'charts/legacy/templates/pod.yaml', 'charts/legacy-1.0.0.tgz!/legacy/templates/pod.yaml', 'legacy'],
    [
      'in a folder of an archive',
      'charts/sessions/charts/plain/templates/pod.yaml',
      'charts/cache-2.1.0.tgz!/cache/charts/plain/templates/pod.yaml',
      'plain',
    ],
    [
      'in an archive of an archive, by its alias',
      'charts/sessions/charts/hidden/templates/pod.yaml',
      'charts/cache-2.1.0.tgz!/cache/charts/inner-0.1.0.tgz!/inner/templates/pod.yaml',
      'of the inner archive',
    ],
    [
      'in the archive of the wanted version',
      'charts/twice/templates/pod.yaml',
      'charts/twice-1.2.0.tgz!/twice/templates/pod.yaml',
      '1.2.0',
    ],
  ])('is found %s', (_where, path, name, text) => expect(find(path)).toEqual({ name: join(chart, name), text }));

  it.each([
    'charts/undecided/templates/pod.yaml',
    'charts/cache/templates/gone.yaml',
    'charts/gone/templates/pod.yaml',
    'charts/cut/templates/pod.yaml',
    'charts/plain-text/templates/pod.yaml',
    'charts/bomb/templates/pod.yaml',
    'charts/linked/templates/pod.yaml',
    'charts/',
    'charts/db',
  ])('is not guessed: %s', (path) => expect(find(path)).toBeUndefined());

  it('is not looked for in more than a chart may unpack to, however many archives there are', () => {
    const half = tar(file('half/Chart.yaml', about('half', '1.0.0')), file('half/zeros', Buffer.alloc(15 * 1024 * 1024)));
    const names = ['half-1.tgz', 'half-2.tgz', 'half-3.tgz', 'half-4.tgz'];
    for (const name of names) put(`charts/${name}`, gzipSync(half));
    const files = folderFiles(root, chart);
    expect(names.map((name) => files.archive(`charts/${name}`)?.names(''))).toEqual([['half'], ['half'], undefined, undefined]);
    for (const name of names) rmSync(join(chart, 'charts', name));
  });

  it('is found without what the chart says of itself being read for each template', () => {
    const files = folderFiles(root, chart);
    const read: string[] = [];
    const bytes = (path: string) => {
      read.push(path);
      return files.bytes(path);
    };
    const counting = { ...files, bytes };
    const found = Array.from({ length: 20 }, () => templateIn(counting, 'charts/orders/templates/db.yaml')?.text);
    expect(new Set(found)).toEqual(new Set(['of the folder']));
    expect(read.filter((path) => path === 'Chart.yaml' || path === 'charts/db/Chart.yaml').sort()).toEqual([
      'Chart.yaml',
      'charts/db/Chart.yaml',
    ]);
  });

  it('takes the version that the lock file fixes', () => {
    put('Chart.lock', 'dependencies:\n- name: undecided\n  version: 1.1.0\n');
    expect(find('charts/undecided/templates/pod.yaml')?.text).toBe('1.1.0');
    rmSync(join(chart, 'Chart.lock'));
  });

  it('is where a finding stands, for each of the aliases', async () => {
    put('charts/db/templates/pod.yaml', `{{- /* not rendered */}}\n${pod.replace('web}', '{{ .Chart.Name }}}')}`);
    const from = (path: string, name: string) => `---\n# Source: shop/${path}\n${pod.replace('web}', `${name}}`)}`;
    const input = `${from('charts/orders/templates/pod.yaml', 'orders')}${from('charts/db/templates/pod.yaml', 'db')}`;
    const { stdout } = await plimsoll(['check', '-', '--charts', root, '--format', 'json'], { input });
    const findings: { rule: string; object: string; location: object }[] = JSON.parse(stdout).findings;
    const places = findings.filter(({ rule }) => rule === 'host-pid').map(({ object, location }) => [object, location]);
    const place = expect.objectContaining({ file: join(chart, 'charts/db/templates/pod.yaml'), line: 6 });
    expect(places).toHaveLength(2);
    expect(places).toEqual(
      expect.arrayContaining([
        ['v1/Pod/orders', place],
        ['v1/Pod/db', place],
      ]),
    );
  });
});
