import { digestOf, sha256 } from '../../lib/model/digest.ts';
import type { SourceFile } from '../../lib/model/evidence.ts';
import type { LayerSummary } from '../../lib/model/image.ts';
import type { JudgedFinding, Verdict } from '../../lib/model/verdict.ts';
import type { RenderContext } from '../../lib/report/report.ts';

const layers = [sha256('base'), sha256('packages'), sha256('application')] as const;

export const sources: readonly SourceFile[] = [
  {
    name: 'deploy.yaml',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: production
spec:
  template:
    spec:
      containers:
        - name: api
          image: registry.example.com/api:1.4
          securityContext:
            privileged: true
`,
  },
  { name: 'Dockerfile', text: 'FROM node:22 AS build\nRUN make\nFROM debian:12\nRUN apt-get update\nCOPY --from=build /app /app\n' },
];

export const finding = (more: Partial<JudgedFinding>): JudgedFinding => {
  const made = {
    rule: 'example-run-as-non-root',
    aliases: [],
    severity: 'high',
    message: 'Container api may run as root.',
    remediation: 'Set securityContext.runAsNonRoot to true.',
    subject: 0,
    location: { kind: 'source', file: 'deploy.yaml', line: 10, column: 9, pointer: '/spec/template/spec/containers/0' },
    patch: null,
    mode: 'enforce',
    effect: 'deny',
    waiver: null,
    ...more,
  } as const;
  return { ...made, fingerprint: digestOf([made.rule, made.vulnerability?.id, made.location]) };
};

const object = 'apps/v1/Deployment/production/api';

export const verdict: Verdict = {
  decision: 'deny',
  policy: { name: 'starter', digest: sha256('starter') },
  evaluatedAt: '2026-11-22T10:00:00.000Z',
  subjects: [
    { kind: 'manifests', ref: 'deploy.yaml', digest: sha256('deploy.yaml') },
    {
      kind: 'image',
      ref: 'registry.example.com/api:1.4',
      digest: sha256('image'),
      repository: 'registry.example.com/api',
      platform: { os: 'linux', architecture: 'amd64' },
    },
    { kind: 'dockerfile', ref: 'Dockerfile', digest: sha256('Dockerfile') },
  ],
  findings: [
    finding({ aliases: ['KSV-0012', 'CKV_K8S_23'], object, container: 'api' }),
    finding({
      rule: 'example-privileged',
      aliases: ['KSV-0017'],
      severity: 'critical',
      message: 'Container api runs with every privilege of the node.',
      remediation: 'Remove privileged: true.',
      object,
      container: 'api',
      location: {
        kind: 'source',
        file: 'deploy.yaml',
        line: 13,
        column: 25,
        pointer: '/spec/template/spec/containers/0/securityContext/privileged',
      },
      patch: {
        kind: 'json',
        safe: true,
        operations: [{ op: 'remove', path: '/spec/template/spec/containers/0/securityContext/privileged' }],
      },
    }),
    finding({
      rule: 'example-read-only-root',
      aliases: ['KSV-0014'],
      severity: 'low',
      message: 'The root file system of container api can be written.',
      remediation: 'Set readOnlyRootFilesystem to true.',
      object,
      container: 'api',
      mode: 'audit',
      effect: 'none',
    }),
    finding({
      rule: 'example-setuid-files',
      severity: 'medium',
      message: 'usr/bin/su is setuid root.',
      remediation: 'Remove it, or its setuid bit, in the layer that adds it.',
      subject: 1,
      location: { kind: 'layer', layer: layers[0], path: 'usr/bin/su' },
      mode: 'warn',
      effect: 'warn',
    }),
    finding({
      rule: 'vulnerability',
      aliases: ['CVE-2026-1111', 'GHSA-aaaa-bbbb-cccc'],
      severity: 'critical',
      message: 'openssl 3.0.1-1 can be made to read beyond its buffer.',
      remediation: 'Update openssl to 3.0.2-1.',
      subject: 1,
      location: { kind: 'layer', layer: layers[1], path: 'var/lib/dpkg/status' },
      package: { purl: 'pkg:deb/debian/openssl@3.0.1-1?distro=debian-12', name: 'openssl', version: '3.0.1-1', fixedIn: '3.0.2-1' },
      vulnerability: { id: 'CVE-2026-1111', cvss: 9.8, epss: 0.41, kev: true, published: '2026-01-02T00:00:00Z' },
    }),
    finding({
      rule: 'vulnerability',
      aliases: ['CVE-2026-2222'],
      severity: 'medium',
      message: 'zlib 1.2.13 can be made to use much memory.',
      remediation: 'No fixed version is known.',
      subject: 1,
      location: { kind: 'layer', layer: layers[1], path: 'var/lib/dpkg/status' },
      package: { purl: 'pkg:deb/debian/zlib1g@1.2.13', name: 'zlib1g', version: '1.2.13', fixedIn: null },
      vulnerability: { id: 'CVE-2026-2222', cvss: 5.3 },
      effect: 'none',
      waiver: {
        id: 'wvr_1',
        reason: 'Not reachable: no input is decompressed',
        author: 'sam',
        expiresAt: '2027-01-01T00:00:00Z',
        origin: 'stored',
      },
    }),
    finding({
      rule: 'example-image-user-root',
      severity: 'high',
      message: 'The image runs as root unless told otherwise.',
      remediation: 'Add USER with a number above 0.',
      subject: 1,
      location: { kind: 'config', pointer: '/config/User' },
      mode: 'warn',
      effect: 'warn',
    }),
    finding({
      rule: 'example-apt-get-cleanup',
      aliases: ['DL3009'],
      severity: 'info',
      message: 'Package lists stay in the layer.',
      remediation: 'Remove /var/lib/apt/lists in the same RUN.',
      subject: 2,
      location: { kind: 'source', file: 'Dockerfile', line: 4, column: 1 },
      mode: 'audit',
      effect: 'none',
    }),
  ],
  reasons: [
    { code: 'severity-threshold', effect: 'deny', message: '3 findings are at or above high.', count: 3 },
    { code: 'waived', effect: 'allow', message: '1 finding is waived.', count: 1 },
  ],
  notEvaluated: [
    { rule: 'example-exec-probe-shell', subject: 0, object, container: 'worker', reason: 'the image of this container was not handed in' },
  ],
  errors: [{ code: 'invalid-yaml', message: 'a tab begins this line', subject: 0, file: 'broken.yaml', line: 3, column: 1 }],
  unmatchedVex: [
    {
      subject: 1,
      document: 'https://example.com/vex/api',
      author: 'Example',
      artifact: sha256('artifact'),
      key: sha256('key'),
      total: 1,
      statements: [
        {
          ids: ['CVE-2026-9999'],
          status: 'not_affected',
          product: 'pkg:oci/api',
          components: ['pkg:deb/debian/openssl@3.0.1-1'],
          why: 'product-not-there',
        },
      ],
      ignored: { 'no status': 1 },
    },
  ],
  inputs: { evidence: [sha256('e1'), sha256('e2')], waivers: sha256('w'), advisories: sha256('a'), rules: '0.1.0' },
};

const layer = (digest: LayerSummary['digest'], size: number, createdBy: string): LayerSummary => ({
  digest,
  mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
  size,
  unpackedSize: size * 3,
  entries: 100,
  wasted: 0,
  createdBy,
});

export const context: RenderContext = {
  toolVersion: '0.1.0',
  verdictId: 'ver_01JD0000000000000000000000',
  link: 'https://plimsoll.example.com/v1/verdicts/ver_01JD0000000000000000000000',
  sources,
  checked: ['example-run-as-non-root', 'example-privileged', 'example-image-tag'],
  layers: [
    {
      subject: 1,
      layers: [
        layer(layers[0], 30_000_000, 'FROM debian:12'),
        layer(layers[1], 12_000_000, 'RUN apt-get update'),
        layer(layers[2], 900_000, 'COPY /app /app'),
      ],
    },
  ],
  trend: [
    { at: '2026-11-01T10:00:00Z', decision: 'deny', counts: { high: 4, unknown: 8 } },
    { at: '2026-11-10T10:00:00Z', decision: 'warn', counts: { high: 0, medium: 2, low: 4 } },
    { at: '2026-11-22T10:00:00Z', decision: 'deny', counts: { critical: 2, high: 2, medium: 1, low: 1, info: 1 } },
  ],
};

const { unmatchedVex: _unmatchedVex, ...plain } = verdict;

export const clean: Verdict = {
  ...plain,
  decision: 'allow',
  subjects: verdict.subjects.slice(0, 1),
  findings: [],
  reasons: [{ code: 'no-findings', effect: 'allow', message: 'Nothing was found.' }],
  notEvaluated: [],
  errors: [],
};
