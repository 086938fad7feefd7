import { digestOf, sha256 } from '../../lib/model/digest.ts';
import type { AdvisoryMatches, ImageEvidence, VulnerabilityMatch } from '../../lib/model/evidence.ts';
import type { Finding } from '../../lib/model/finding.ts';
import type { Severity } from '../../lib/model/severity.ts';
import type { Waiver, WaiverScope } from '../../lib/model/waiver.ts';
import { compilePolicy } from '../../lib/policy/compile.ts';
import type { CompiledPolicy } from '../../lib/policy/compiled.ts';
import type { PolicyDocument } from '../../lib/policy/document.ts';
import type { EvaluationInput } from '../../lib/verdict/input.ts';

export const now = Date.parse('2026-11-22T10:00:00Z');

export const policyOf = (spec: PolicyDocument['spec'] = {}): CompiledPolicy =>
  compilePolicy({ apiVersion: 'plimsoll.dev/v1', kind: 'Policy', metadata: { name: 'test' }, spec });

export const inputOf = (more: Partial<EvaluationInput> = {}): EvaluationInput => ({
  evidence: [],
  missing: [],
  policy: policyOf(),
  waivers: [],
  advisories: [],
  environment: null,
  now,
  ...more,
});

export const layer = sha256('layer');
export const imageDigest = sha256('image');

export const imageEvidence = (packages: readonly string[] = ['openssl'], observedAt = '2026-11-22T09:00:00Z'): ImageEvidence => ({
  kind: 'image',
  subject: {
    kind: 'image',
    ref: 'registry.example/shop/api:1',
    digest: imageDigest,
    repository: 'registry.example/shop/api',
    platform: { os: 'linux', architecture: 'amd64' },
  },
  inspector: { name: 'image', version: '1' },
  observedAt,
  content: {
    config: {
      user: '65532',
      env: [],
      exposedPorts: [],
      volumes: [],
      entrypoint: ['/app'],
      cmd: [],
      workingDir: '/',
      labels: {},
      healthcheck: null,
      history: [],
      raw: {},
    },
    layers: [],
    os: null,
    packages: packages.map((name) => ({
      type: 'deb',
      name,
      version: '3.0.1',
      purl: `pkg:deb/debian/${name}@3.0.1?arch=amd64`,
      path: 'var/lib/dpkg/status',
      layer,
      confidence: 'exact',
    })),
    files: [],
    secrets: [],
    accounts: [],
    executables: ['app'],
    incomplete: [],
  },
});

export const match = (id: string, severity: Severity, more: Partial<VulnerabilityMatch> = {}): VulnerabilityMatch => ({
  id,
  aliases: [],
  severity,
  severitySource: 'test',
  summary: '',
  packageIndex: 0,
  range: '',
  fixedIn: '3.0.2',
  ...more,
});

export const matched = (...matches: VulnerabilityMatch[]): AdvisoryMatches => ({
  subject: 0,
  database: { digest: sha256('advisories'), builtAt: '2026-11-22T00:00:00Z' },
  matches,
  gaps: [],
});

export const waiverOf = (scope: WaiverScope, more: Partial<Waiver> = {}): Waiver => ({
  id: `wvr_${digestOf(scope).slice(7, 15)}`,
  scope,
  reason: 'accepted for the test',
  author: 'alice',
  origin: 'stored',
  ...more,
});

export const findingOf = (more: Partial<Finding> = {}): Finding => ({
  rule: 'run-as-non-root',
  aliases: ['KSV-0012'],
  severity: 'high',
  message: 'a finding',
  remediation: 'mend it',
  subject: 0,
  location: { kind: 'source', file: 'deploy.yaml', line: 1, column: 1 },
  patch: null,
  fingerprint: digestOf(more),
  ...more,
});
