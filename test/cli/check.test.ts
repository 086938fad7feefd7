import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, plimsoll } from './bundle.ts';

const pod = (image: string, extra = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers:\n    - { name: c, image: ${image} }\n${extra}`;

describe('plimsoll check', () => {
  let folder = '';
  const file = (name: string, text: string | Uint8Array): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-check-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('denies the careless example and allows the careful one', async () => {
    expect((await plimsoll(['check', 'examples/shop'])).status).toBe(1);
    expect((await plimsoll(['check', 'examples/shop-fixed'])).status).toBe(0);
  });

  it.each([
    ['empty', '', 'dockerfile-empty'],
    ['a quote without its end', 'FROM debian:12\nENV A="b\n', 'dockerfile-unterminated-quote'],
    ['a misspelt instruction', 'FROM debian:12\nRUNN x\n', 'dockerfile-unknown-instruction'],
  ])('answers a Dockerfile that cannot be read with its place: %s', async (_, text, code) => {
    const { status, stdout } = await plimsoll(['check', file('broken.Dockerfile', text), '--format', 'json']);
    expect([status, JSON.parse(stdout).errors]).toMatchObject([
      2,
      [{ code, file: expect.stringContaining('broken'), line: expect.any(Number) }],
    ]);
  });

  it('prints one verdict in the public form', async () => {
    const { stdout } = await plimsoll(['check', 'examples/shop/deployment.yaml', '--format', 'json']);
    const verdict = JSON.parse(stdout);
    expect(verdict).toMatchObject({
      decision: 'deny',
      policy: { name: 'starter' },
      subjects: [{ kind: 'manifests', ref: 'examples/shop/deployment.yaml' }],
    });
    const privileged = verdict.findings.find((finding: { rule: string }) => finding.rule === 'privileged');
    expect(privileged).toMatchObject({
      aliases: expect.arrayContaining(['KSV-0017', 'CKV_K8S_16']),
      severity: 'critical',
      mode: 'enforce',
      subject: 0,
      object: 'apps/v1/Deployment/production/shop',
      container: 'web',
      location: { file: 'examples/shop/deployment.yaml', line: 24, pointer: '/spec/template/spec/containers/0/securityContext/privileged' },
      waiver: null,
    });
  });

  it('judges image, manifests and Dockerfile as one change', async () => {
    const { stdout, status } = await plimsoll(['check', 'examples/shop', 'examples/image', '--rules', 'all', '--format', 'json']);
    expect(status).toBe(1);
    const verdict = JSON.parse(stdout);
    expect(verdict.subjects.map((subject: { kind: string }) => subject.kind)).toEqual(['manifests', 'dockerfile', 'image']);
  });

  it('leaves templates of a chart below a folder unjudged, and says so', async () => {
    const chart = join(folder, 'deploy/web');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 1.0.0\n');
    writeFileSync(join(chart, 'templates/a.yaml'), 'apiVersion: v1\nkind: Pod\n{{- if .Values.x }}\n  {{ end }}\n');
    const alone = await plimsoll(['check', join(folder, 'deploy')]);
    expect([alone.status, alone.stderr]).toEqual([2, expect.stringContaining('plimsoll check <chart folder>')]);
    writeFileSync(join(folder, 'deploy/pod.yaml'), pod('nginx:1.27.3'));
    const { stdout } = await plimsoll(['check', join(folder, 'deploy'), '--format', 'json']);
    const { errors, notEvaluated, subjects } = JSON.parse(stdout);
    expect([errors, subjects.length]).toEqual([[], 1]);
    expect(notEvaluated).toEqual([expect.objectContaining({ rule: 'template', reason: expect.stringContaining('web/templates/a.yaml') })]);
  });

  it('leaves patches of a kustomization and what only tools of charts read unjudged', async () => {
    const tree = join(folder, 'tree');
    const put = (name: string, text: string): void => {
      mkdirSync(join(tree, name, '..'), { recursive: true });
      writeFileSync(join(tree, name), text);
    };
    const partial = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {hostPID: true}}}\n';
    put('base/kustomization.yaml', 'resources: [pod.yaml]\n');
    put('base/pod.yaml', pod('nginx:1.27.3'));
    put(
      'over/kustomization.yaml',
      'patches: [{path: ../patches/a.yaml}, {patch: "x: y"}]\npatchesStrategicMerge: [b.yaml, "c: d"]\npatchesJson6902: [{path: j.yaml}]\n',
    );
    for (const name of ['patches/a.yaml', 'over/b.yaml', 'over/j.yaml']) put(name, partial);
    put('broken/kustomization.yaml', 'patches: {path: [\n');
    put('odd/kustomization.yaml', 'patches: [1, null, {path: 7}]\n');
    put('web/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 1.0.0\n');
    put('web/values.yaml', 'kind: Deployment\napiVersion: v1\n');
    put('web/tests/a_test.yaml', `suite: x\ntests:\n  - apiVersion: v1\n    kind: Pod\n`);
    put('ci/helm/api/Chart.yaml', 'apiVersion: v2\nname: api\nversion: 1.0.0\n');
    put('ci/helm/api/templates/tests/a.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .x }}}\n');
    put('values/extra.yaml', 'extra:\n  - apiVersion: v1\n    kind: Pod\n');
    const { stdout, status } = await plimsoll(['check', tree, '--rules', 'all', '--format', 'json']);
    const { findings, errors, notEvaluated } = JSON.parse(stdout);
    expect([status, errors]).toEqual([1, []]);
    expect(new Set(findings.map(({ location }: { location: { file: string } }) => location.file))).toEqual(
      new Set([join(tree, 'base/pod.yaml')]),
    );
    const said = notEvaluated.flatMap(({ rule, reason }: { rule: string; reason: string }) => (rule === 'template' ? [reason] : []));
    expect(said).toEqual([
      expect.stringMatching(/patches.*over\/b\.yaml.*over\/j\.yaml.*patches\/a\.yaml/),
      expect.stringContaining('ci/helm/api/templates/tests/a.yaml'),
    ]);
  });

  it('reads standard input', async () => {
    expect((await plimsoll(['check', '-'], { input: pod('nginx:1.27.3', '  hostNetwork: true\n') })).status).toBe(1);
  });

  it('writes every report that is asked for from one judgement', async () => {
    const sarif = join(folder, 'out.sarif');
    const junit = join(folder, 'out.xml');
    const ran = await plimsoll(['check', '--report', `sarif=${sarif}`, 'examples/shop', '--report', `junit=${junit}`, '--format', 'json']);
    expect(ran.status).toBe(1);
    const { findings } = JSON.parse(ran.stdout);
    expect(JSON.parse(readFileSync(sarif, 'utf8')).runs[0].results).toHaveLength(findings.length);
    expect(readFileSync(junit, 'utf8')).toContain('<testsuites name="plimsoll"');
    for (const wrong of ['sarif', 'sarif=', 'sarrif=x'])
      expect((await plimsoll(['check', 'examples/shop', '--report', wrong])).status).toBe(2);
  });

  it('has no colour in a pipe', async () => {
    expect((await plimsoll(['check', 'examples/shop'])).stdout).not.toContain('\x1b');
  });

  it('keeps its exit code when the reader has seen enough', async () => {
    const command = `"${process.execPath}" "${await bundle()}" check examples/shop --rules all --format json | head -c 1; exit "\${PIPESTATUS[0]}"`;
    const { status, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  it('says nothing when asked to be quiet', async () => {
    expect(await plimsoll(['check', 'examples/shop', '--quiet'])).toMatchObject({ status: 1, stdout: '' });
  });

  it.each<[string, () => string[], string]>([
    ['a file that is not there', () => ['nope.yaml'], 'nope.yaml'],
    ['YAML that does not parse', () => [file('broken.yaml', 'a: [1\nb: 2\n')], 'broken.yaml'],
    ['YAML with tabs', () => [file('tabs.yaml', 'apiVersion: v1\n\tkind: Pod\n')], 'tabs.yaml:2:1'],
    ['an alias inside what it names', () => [file('cycle.yaml', 'a: &a\n  b: *a\n')], 'cycle.yaml:2:6'],
    ['a document that is no object', () => [file('values.yaml', 'replicas: 3\n')], 'values.yaml:1:1'],
    ['a file without any document', () => [file('rendered.yaml', '# Source: nothing\n---\n')], 'rendered.yaml'],
    ['standard input without any document', () => ['-'], '<stdin>'],
    ['text that is not UTF-8', () => [file('latin.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xe9, 0x0a))], 'latin.yaml'],
    ['a policy that nobody has', () => ['examples/shop', '--policy', 'startre'], 'did you mean starter'],
    [
      'a policy that is wrong',
      () => [
        'examples/shop',
        '--policy',
        file('policy.yaml', 'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: x }\nspec: { mod: warn }\n'),
      ],
      'policy.yaml:4',
    ],
    ['a format that nobody has', () => ['examples/shop', '--format', 'sarrif'], 'sarrif'],
    ['an option that nobody has', () => ['examples/shop', '--polcy', 'x'], '--policy'],
    ['nothing at all', () => [], 'target'],
  ])('exits 2 and names the place: %s', async (_name, words, place) => {
    const { status, stdout, stderr } = await plimsoll(['check', ...words()]);
    expect(status).toBe(2);
    expect(stdout + stderr).toContain(place);
  });

  it('judges the rest when one document cannot be read', async () => {
    const { status, stdout } = await plimsoll([
      'check',
      file('mixed.yaml', `${pod('nginx', '  hostPID: true\n')}---\na: [1\n---\n${pod('nginx')}`),
      '--format',
      'json',
    ]);
    expect(status).toBe(2);
    const verdict = JSON.parse(stdout);
    expect(verdict.errors).toHaveLength(1);
    expect(verdict.findings.map((finding: { rule: string }) => finding.rule)).toContain('host-pid');
  });
});

describe('what a report shows', () => {
  it.each(['text', 'html', 'json', 'sarif', 'markdown', 'junit', 'gitlab', 'csv'])('has no secret in it: %s', async (format) => {
    const { stdout } = await plimsoll(['check', 'examples/shop', '--rules', 'all', '--format', format]);
    expect(stdout.length).toBeGreaterThan(500);
    for (const secret of ['hunter2', 'changeme']) expect(stdout).not.toContain(secret);
  });
});
