import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pipedCharts } from '../../lib/cli/piped.ts';
import { plimsoll } from './bundle.ts';

const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  hostPID: true
  containers:
    - name: web
      image: nginx:1.27.3
`;
const template = `{{- /* a remark that is not rendered */}}\n{{ if .Values.on }}\n${pod('{{ .Release.Name }}-web')}{{ end }}\n`;
const from = (source: string, document: string) => `---\n# Source: ${source}\n${document}`;

describe('what helm template wrote to standard input', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-piped-'));
  const outside = mkdtempSync(join(tmpdir(), 'plimsoll-outside-'));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const check = async (input: string, ...words: string[]) => {
    const { stdout, status } = await plimsoll(['check', '-', '--format', 'json', '--charts', root, ...words], { input });
    return { status, ...JSON.parse(stdout) };
  };
  const placeOf = (verdict: { findings: { rule: string; object: string; location: object }[] }, object: string) =>
    verdict.findings.find(({ rule, object: id }) => rule === 'host-pid' && id === `v1/Pod/${object}`)?.location;

  beforeAll(() => {
    put(join(root, 'deploy/shop/Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
    put(join(root, 'deploy/shop/templates/web.yaml'), template);
    put(join(root, 'deploy/shop/charts/db/Chart.yaml'), 'name: db\n');
    put(join(root, 'deploy/shop/charts/db/templates/db.yaml'), pod('{{ .Release.Name }}-db'));
    put(join(root, 'twice/a/Chart.yaml'), 'name: twice\n');
    put(join(root, 'twice/a/templates/web.yaml'), template);
    put(join(root, 'twice/b/Chart.yaml'), 'name: twice\n');
    put(join(root, 'twice/b/templates/web.yaml'), template);
    put(join(outside, 'web.yaml'), template);
    put(join(root, 'linked/Chart.yaml'), 'name: linked\n');
    mkdirSync(join(root, 'linked/templates'));
    symlinkSync(join(outside, 'web.yaml'), join(root, 'linked/templates/web.yaml'));
  });
  afterAll(() => {
    for (const each of [root, outside]) rmSync(each, { recursive: true, force: true });
  });

  it('is placed in the templates of the chart and of the charts in it', async () => {
    const verdict = await check(from('shop/templates/web.yaml', pod('r-web')) + from('shop/charts/db/templates/db.yaml', pod('r-db')));
    expect(verdict.status).toBe(1);
    expect(placeOf(verdict, 'r-web')).toMatchObject({ file: join(root, 'deploy/shop/templates/web.yaml'), line: 8 });
    expect(placeOf(verdict, 'r-db')).toMatchObject({ file: join(root, 'deploy/shop/charts/db/templates/db.yaml'), line: 6 });
  });

  it('shows a line of the template', async () => {
    const input = from('shop/templates/web.yaml', pod('r-web'));
    const { stdout } = await plimsoll(['check', '-', '--charts', root], { input });
    expect(stdout).toContain('     8 |   hostPID: true');
  });

  it('keeps the line of the stream where there is no such template, and says the path beside it', async () => {
    const input = from('shop/templates/web.yaml', pod('r-web')) + from('shop/templates/gone.yaml', pod('gone'));
    const verdict = await check(input);
    const line = input.slice(0, input.lastIndexOf('hostPID')).split('\n').length;
    expect(placeOf(verdict, 'gone')).toMatchObject({ file: '<stdin>', line, template: 'shop/templates/gone.yaml' });
    const { stdout } = await plimsoll(['check', '-', '--charts', root], { input });
    expect(stdout).toContain(`<stdin>:${line}:3 (from shop/templates/gone.yaml)`);
    const { stdout: sarif } = await plimsoll(['check', '-', '--charts', root, '--format', 'sarif'], { input });
    expect(sarif).toContain(`<stdin>:${line}:3 (from shop/templates/gone.yaml)`);
  });

  it('takes no side between two charts of one name', () => {
    const text = from('twice/templates/web.yaml', pod('r-web'));
    expect(pipedCharts([{ name: '<stdin>', text }], '<stdin>', root)).toEqual({ rest: [{ name: '<stdin>', text }], rendered: [] });
  });

  it.each([
    'shop/templates/../../../../../../etc/passwd',
    '/etc/templates/passwd',
    'shop/templates/..\\..\\web.yaml',
    'shop/templates/web.yaml\0',
    'linked/templates/web.yaml',
    'shop/templates',
    'shop/templates/',
    '../templates/web.yaml',
  ])('reads nothing outside for %j', (source) => {
    const text = from(source, pod('r-web'));
    expect(pipedCharts([{ name: '<stdin>', text }], '<stdin>', root)).toEqual({ rest: [{ name: '<stdin>', text }], rendered: [] });
  });

  it('leaves what helm did not write as it is', () => {
    const files = [{ name: '<stdin>', text: `# Source: https://example.com/a.yaml\n${pod('a')}` }];
    expect(pipedCharts(files, '<stdin>', root).rest).toBe(files);
  });

  it('says so when there is no such folder', async () => {
    const { status, stderr } = await plimsoll(['check', '-', '--charts', join(root, 'nothing')], {
      input: from('shop/templates/web.yaml', pod('a')),
    });
    expect(status).toBe(2);
    expect(stderr).toContain('nothing: no such folder');
  });
});
