import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

const template = `{{- if .Values.on }}
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-web
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  hostPID: true
  containers:
    - name: web
      image: "{{ .Values.image }}"
      securityContext:
        privileged: {{ .Values.privileged }}
{{- end }}
`;
const output = `---
# Source: shop/templates/web.yaml
apiVersion: v1
kind: Pod
metadata:
  name: release-name-web
  labels:
    app.kubernetes.io/name: shop
    app.kubernetes.io/instance: release-name
    app.kubernetes.io/version: "1"
spec:
  hostPID: true
  containers:
    - name: web
      image: "nginx:1.27.3"
      securityContext:
        privileged: true
`;

describe('folders that a tool has to render', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-render-'));
  const bin = join(folder, 'bin');
  const chart = join(folder, 'chart');
  const overlay = join(folder, 'overlay');
  /** A program that stands for the user's own: it notes its words and does as told. */
  const stub = (name: string, body: string): void => {
    writeFileSync(
      join(bin, name),
      `#!${process.execPath}\nrequire('node:fs').writeFileSync(${JSON.stringify(join(folder, 'words'))}, JSON.stringify(process.argv.slice(2)));\n${body}\n`,
    );
    chmodSync(join(bin, name), 0o755);
  };
  const check = (target: string, path = bin) => plimsoll(['check', target, '--format', 'json'], { env: { PATH: path } });
  const words = (): unknown => JSON.parse(readFileSync(join(folder, 'words'), 'utf8'));

  beforeAll(() => {
    for (const each of [bin, join(chart, 'templates'), overlay]) mkdirSync(each, { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
    writeFileSync(join(chart, 'templates', 'web.yaml'), template);
    writeFileSync(join(overlay, 'kustomization.yaml'), 'resources: [../base]\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('judges a chart by what helm makes of it, and points into the template', async () => {
    stub('helm', `process.stdout.write(${JSON.stringify(output)})`);
    const { stdout, status } = await check(chart);
    expect(status).toBe(1);
    expect(words()).toEqual(['template', 'release-name', '--include-crds', chart]);
    const { findings } = JSON.parse(stdout);
    const at = (rule: string) => findings.find((finding: { rule: string }) => finding.rule === rule)?.location;
    const file = join(chart, 'templates/web.yaml');
    expect(at('host-pid')).toMatchObject({ file, line: template.split('\n').indexOf('  hostPID: true') + 1 });
    expect(at('privileged')).toMatchObject({ file, line: 14 });
  });

  it('judges a kustomization by kubectl when there is no kustomize', async () => {
    stub('kubectl', `process.stdout.write(${JSON.stringify(output.replace(/# Source.*\n/, ''))})`);
    const { stdout, status } = await check(overlay);
    expect(status).toBe(1);
    expect(words()).toEqual(['kustomize', overlay]);
    expect(JSON.parse(stdout).findings[0].location.file).toBe(overlay);
  });

  it('follows no source out of the chart', async () => {
    stub('helm', `process.stdout.write(${JSON.stringify(output.replace('shop/templates/web.yaml', 'shop/../../../etc/passwd'))})`);
    expect(JSON.parse((await check(chart)).stdout).findings[0].location.file).toBe(chart);
  });

  it('passes on why a tool refused, without its colours', async () => {
    stub('helm', "process.stderr.write('\\u001b[31mError: no value for image'); process.exit(1)");
    const { stderr, status } = await check(chart);
    expect(status).toBe(2);
    expect(stderr).toContain('no value for image');
    expect(stderr).not.toContain('\u001b');
  });

  it('names what to install when the tool is missing', async () => {
    for (const [target, tool] of [
      [chart, 'helm'],
      [overlay, 'kubectl'],
    ] as const) {
      const { stderr, status } = await check(target, join(folder, 'nothing'));
      expect(status).toBe(2);
      expect(stderr).toContain(tool);
    }
  });
});
