import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

describe('plimsoll fix', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-fix-'));
    cpSync('examples/shop', folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('shows a diff and changes nothing', async () => {
    const before = readFileSync(join(folder, 'deployment.yaml'), 'utf8');
    const { status, stdout } = await plimsoll(['fix', folder, '--rules', 'all']);
    expect(status).toBe(0);
    expect(stdout).toContain('+            seccompProfile:');
    expect(readFileSync(join(folder, 'deployment.yaml'), 'utf8')).toBe(before);
  });

  it('with --write leaves nothing that a second run would change', async () => {
    await plimsoll(['fix', folder, '--rules', 'all', '--write']);
    const text = readFileSync(join(folder, 'deployment.yaml'), 'utf8');
    expect(text).toContain('# A Deployment as it is often written first.');
    expect((await plimsoll(['fix', folder, '--rules', 'all'])).stdout).toBe('');
  });

  it('names what it cannot read and exits 2, and mends the rest', async () => {
    writeFileSync(join(folder, 'broken.yaml'), 'kind: Pod\nmetadata: {name: a\nspec: [\n');
    const { status, stdout, stderr } = await plimsoll(['fix', folder, '--rules', 'all']);
    expect(status).toBe(2);
    expect(stderr).toContain(`not read: ${join(folder, 'broken.yaml')}:`);
    expect(stdout).toContain('+            seccompProfile:');
  });

  it('says of a chart that it is not rendered', async () => {
    const chart = join(folder, 'chart');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
    writeFileSync(join(chart, 'templates', 'web.yaml'), 'kind: Pod\nmetadata: {name: {{ .Release.Name }}}\n');
    const { status, stderr } = await plimsoll(['fix', chart]);
    expect(status).toBe(2);
    expect(stderr).toContain('nothing here can be mended');
    expect(stderr).toContain('chart');
  });

  it('keeps CRLF and comments', async () => {
    const file = join(folder, 'pod.yaml');
    writeFileSync(
      file,
      'apiVersion: v1\r\nkind: Pod # mine\r\nmetadata: { name: p }\r\nspec:\r\n  containers:\r\n    - name: c\r\n      image: "x:1"\r\n',
    );
    await plimsoll(['fix', file, '--rules', 'all', '--write']);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('kind: Pod # mine\r\n');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('writes the same as patches for kubectl, an object a line', async () => {
    const lines = async (format: string) =>
      (await plimsoll(['fix', folder, '--rules', 'all', '--format', format])).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect((await lines('strategic')).find(({ object }) => object.startsWith('apps/v1/Deployment'))).toMatchObject({
      type: 'strategic',
      patch: { spec: { template: { spec: { containers: [{ name: expect.any(String) }] } } } },
    });
    expect((await lines('json'))[0]).toMatchObject({
      type: 'json',
      patch: expect.arrayContaining([expect.objectContaining({ op: 'add' })]),
    });
  });

  it('says which places it left, and why', async () => {
    const file = join(folder, 'shared.yaml');
    const container = (name: string, context: string) => `    - {name: ${name}, image: "x:1", securityContext: ${context}}\n`;
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n';
    writeFileSync(file, pod + container('a', '&s {privileged: true}') + container('b', '*s'));
    const { stderr } = await plimsoll(['fix', file]);
    expect(stderr).toMatch(/not written: \S+shared\.yaml:7 seccomp-set of v1\/Pod\/p: an anchor, an alias/);
  });

  it('exits 2 for a file that is not there', async () => {
    expect((await plimsoll(['fix', join(folder, 'none.yaml')])).status).toBe(2);
  });
});
