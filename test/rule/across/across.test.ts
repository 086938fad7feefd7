import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../lib/manifest/parse.ts';
import type { ImageEvidence } from '../../../lib/model/evidence.ts';
import { acrossRules } from '../../../lib/rule/across/index.ts';
import type { Statement } from '../../../lib/rule/rule.ts';
import { evidenceOf, fact } from '../image/evidence.ts';

const shop = evidenceOf();

const judge = (id: string, container: string, evidence: ImageEvidence = shop, pod = ''): readonly Statement[] => {
  const text = `apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  ${pod.replaceAll('\n', '\n  ')}
  containers:
    - name: app
      image: registry.test/app:1
      ${container.replaceAll('\n', '\n      ')}
`;
  const bundle = parseBundle([{ name: 'pod.yaml', text }], 0);
  expect(bundle.problems).toEqual([]);
  const rule = acrossRules.find((candidate) => candidate.id === id);
  if (rule?.on !== 'across') throw new Error(`no rule ${id}`);
  const change = { bundle, images: [{ subject: 1, evidence }], dockerfiles: [] };
  return [...rule.check({ change }, { params: rule.defaultParams ?? {}, change })];
};

const user = (name: string): ImageEvidence => evidenceOf({ config: { user: name } });
const nonRoot = 'securityContext: {runAsNonRoot: true}';
const readOnly = 'securityContext: {readOnlyRootFilesystem: true}';
const data = evidenceOf({ config: { volumes: ['/var/lib/data'] } });
const withShell = evidenceOf({ executables: ['bin/sh', 'app/server'], files: [fact('shell', 'bin/sh')] });
const probe = (...command: readonly string[]): string => `livenessProbe: {exec: {command: ${JSON.stringify(command)}}}`;

describe('across-run-as-non-root', () => {
  it.each<[string, string, ImageEvidence, number, string?]>([
    ['an image without USER', nonRoot, user(''), 1],
    ['an image with USER 0', nonRoot, user('0:0'), 1],
    ['a name, which the kubelet cannot judge', nonRoot, user('app'), 1],
    ["the pod's setting", '', user(''), 1, nonRoot],
    ['a number', nonRoot, user('10001'), 0],
    ['runAsUser in the container', 'securityContext: {runAsNonRoot: true, runAsUser: 1000}', user(''), 0],
    ['runAsUser in the pod', nonRoot, user(''), 0, 'securityContext: {runAsUser: 1000}'],
    ['runAsNonRoot not set', '', user(''), 0],
    ["the container's setting over the pod's", 'securityContext: {runAsNonRoot: false}', user(''), 0, nonRoot],
  ])('%s', (_, container, image, findings, pod) => {
    expect(judge('across-run-as-non-root', container, image, pod)).toHaveLength(findings);
  });

  it('mends a name by the number that passwd gives it', () => {
    expect(judge('across-run-as-non-root', nonRoot, user('app'))).toMatchObject([
      { patch: { safe: true, operations: [{ op: 'add', path: '/spec/containers/0/securityContext/runAsUser', value: 10001 }] } },
    ]);
  });

  it('says nothing of an image that the container does not run', () => {
    expect(judge('across-run-as-non-root', nonRoot, evidenceOf({ config: { user: '' }, ref: 'registry.test/app:2' }))).toEqual([]);
    expect(judge('across-run-as-non-root', nonRoot, evidenceOf({ config: { user: '' }, ref: 'registry.test/other:1' }))).toEqual([]);
  });
});

describe('across-exec-program', () => {
  it.each<[string, string, ImageEvidence, number]>([
    ['a shell that is not there', probe('sh', '-c', 'true'), shop, 1],
    ['a path that is not there', probe('/bin/sh', '-c', 'true'), shop, 1],
    ['a hook', 'lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}', shop, 1],
    ['a program that is there by its path', probe('/app/server', '--health'), shop, 0],
    ['a program in the working folder', probe('./server'), shop, 0],
    ['a shell on the path', probe('sh', '-c', 'true'), withShell, 0],
    ['a program that a volume may bring', `${probe('/tools/check')}\nvolumeMounts: [{name: tools, mountPath: /tools}]`, shop, 0],
    ['a name known only at run time', probe('$(CHECK)'), shop, 0],
    ['a layer that was not read', probe('sh'), evidenceOf({ incomplete: [{ code: 'layer-foreign', message: '' }] }), 0],
    ['another kind of probe', 'livenessProbe: {httpGet: {path: /, port: 80}}', shop, 0],
  ])('%s', (_, container, image, findings) => {
    expect(judge('across-exec-program', container, image)).toHaveLength(findings);
  });
});

describe('across-read-only-root', () => {
  const mount = (path: string, more = ''): string => `${readOnly}\nvolumeMounts: [{name: data, mountPath: ${path}${more}}]`;
  it.each<[string, string, ImageEvidence, number]>([
    ['a declared volume without a mount', readOnly, data, 1],
    ['a mount elsewhere', mount('/var/lib/data2'), data, 1],
    ['a read-only mount', mount('/var/lib/data', ', readOnly: true'), data, 1],
    ['a mount there', mount('/var/lib/data'), data, 0],
    ['a mount above', mount('/var/lib/'), data, 0],
    ['a writable root', '', data, 0],
    ['no declared volume', readOnly, shop, 0],
  ])('%s', (_, container, image, findings) => {
    expect(judge('across-read-only-root', container, image)).toHaveLength(findings);
  });
});

type Row = readonly [what: string, rule: string, container: string, image: ImageEvidence, findings: number, pod?: string];

describe('other rules across', () => {
  const port = (number: number, more = ''): string => `ports: [{containerPort: ${number}${more}}]`;
  const empty = 'volumes: [{name: data, emptyDir: {}}]';
  const config = 'volumes: [{name: data, configMap: {name: x}}]';
  const mountAt = (path: string, more = ''): string => `volumeMounts: [{name: data, mountPath: ${path}${more}}]`;
  const bare = evidenceOf({ config: { entrypoint: [], cmd: [] } });
  const rows: readonly Row[] = [
    ['a command that is not there', 'across-command-program', 'command: [/app/other]', shop, 1],
    ['a command that is there', 'across-command-program', 'command: [/app/server]', shop, 0],
    ['nothing to start', 'across-command-program', '', bare, 1],
    ['arguments that are the command', 'across-command-program', 'args: [./server]', bare, 0],
    ['arguments of an entrypoint', 'across-command-program', 'args: [--verbose]', shop, 0],
    ['a port that is not exposed', 'across-exposed-port', port(9090), shop, 1],
    ['another protocol', 'across-exposed-port', port(8080, ', protocol: UDP'), shop, 1],
    ['an exposed port', 'across-exposed-port', port(8080), shop, 0],
    ['a range', 'across-exposed-port', port(8005), evidenceOf({ config: { exposedPorts: ['8000-8010'] } }), 0],
    ['an image that exposes nothing', 'across-exposed-port', port(9090), evidenceOf({ config: { exposedPorts: [] } }), 0],
    ['port 80 as another user', 'across-privileged-port', port(80), shop, 1],
    ['port 80 as root', 'across-privileged-port', port(80), user(''), 0],
    [
      'port 80 with the capability',
      'across-privileged-port',
      `${port(80)}\nsecurityContext: {capabilities: {add: [NET_BIND_SERVICE]}}`,
      shop,
      0,
    ],
    ['port 1024', 'across-privileged-port', port(1024), shop, 0],
    [
      'port 80 where the pod lifts the bound',
      'across-privileged-port',
      port(80),
      shop,
      0,
      'securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]}',
    ],
    ['another architecture', 'across-platform', '', shop, 1, 'nodeSelector: {kubernetes.io/arch: arm64}'],
    ["the image's architecture", 'across-platform', '', shop, 0, 'nodeSelector: {kubernetes.io/arch: amd64, kubernetes.io/os: linux}'],
    ['an emptyDir over programs', 'across-covering-mount', mountAt('/app'), shop, 1, empty],
    ['an emptyDir beside programs', 'across-covering-mount', mountAt('/application'), shop, 0, empty],
    ['a read-only mount over programs', 'across-covering-mount', mountAt('/app', ', readOnly: true'), shop, 0, empty],
    ['a ConfigMap over programs', 'across-covering-mount', mountAt('/app'), shop, 0, config],
    ['a number without an account', 'across-unknown-user', 'securityContext: {runAsUser: 4711}', shop, 1],
    ['a number with an account', 'across-unknown-user', 'securityContext: {runAsUser: 10001}', shop, 0],
  ];

  it.each(rows.map((row) => ({ what: row[0], row })))('$what', ({ row: [, rule, container, image, findings, pod] }) => {
    expect(judge(rule, container, image, pod)).toHaveLength(findings);
  });

  it('each rule has a row', () => {
    const told = ['across-run-as-non-root', 'across-exec-program', 'across-read-only-root', ...rows.map(([, rule]) => rule)];
    expect(new Set(told)).toEqual(new Set(acrossRules.map(({ id }) => id)));
  });
});
