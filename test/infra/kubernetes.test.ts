import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { load, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../lib/model/evidence.ts';
import type { Verdict } from '../../lib/model/verdict.ts';
import { allRulesPolicy } from '../../lib/policy/built-in.ts';
import type { CompiledPolicy } from '../../lib/policy/compiled.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from '../../lib/verdict/evidence.ts';
import { chartValues, renderChart } from './chart.ts';
import { pack } from './pack.ts';

const folder = 'infra/kubernetes/manifests';
const manifests = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
const chart = renderChart('plimsoll', chartValues());

const judge = (evidence: ReturnType<typeof manifestEvidence | typeof dockerfileEvidence>, policy: CompiledPolicy): Verdict =>
  evaluate({
    evidence: [evidence],
    missing: [],
    policy,
    waivers: [],
    advisories: [],
    environment: null,
    now: Date.parse('2026-11-22T00:00:00Z'),
  });

/** Found by `--rules all`, and meant: docs/kubernetes.md says why. */
const choices = [
  'apparmor-set',
  'image-pull-policy',
  'image-registry',
  'limit-range',
  'network-policy-wide',
  'node-affinity',
  'priority-class',
  'replicas',
  'request-equals-limit',
  'required-annotations',
  'resource-quota',
  'rolling-update',
  'storage-class',
  'topology-spread',
  'user-namespace',
  'webhook-inventory',
  'workload-secret-access',
];

const objects = (files: readonly SourceFile[]) =>
  files
    .flatMap(({ text }) => loadAll(text))
    .filter((value) => value !== null && value !== undefined)
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe.each([
  ['manifests', manifests],
  ['chart', chart],
] as const)('infra/kubernetes: %s', (_, files) => {
  it.each(['starter', 'restricted'])('is allowed by our own pack %s without a finding', (name) => {
    const verdict = judge(manifestEvidence(files, 'plimsoll'), pack(name));
    expect(verdict).toMatchObject({ decision: 'allow', findings: [], errors: [] });
  });

  it('has no finding of any rule that is not a stated choice', () => {
    const { findings } = judge(manifestEvidence(files, 'plimsoll'), allRulesPolicy(pack('starter')));
    const found = new Set(findings.map(({ rule }) => rule));
    expect([...found].filter((rule) => !choices.includes(rule))).toEqual([]);
    expect(found.size).toBeGreaterThan(0);
  });
});

describe('the choices', () => {
  it.each(choices)('docs/kubernetes.md says why %s is meant', (rule) => {
    expect(readFileSync('docs/kubernetes.md', 'utf8')).toContain(`\`${rule}\``);
  });
});

describe('the chart', () => {
  it('makes of its default values what the manifests say, but for the namespace', () => {
    expect(objects(chart)).toEqual(objects(manifests.filter(({ name }) => name !== 'namespace.yaml')));
  });

  it('takes an authority in place of cert-manager, and another namespace', () => {
    const values = chartValues();
    const text = renderChart('gate', { ...values, certManager: false, webhook: { ...Object(values['webhook']), caBundle: 'QQ==' } })
      .map((file) => file.text)
      .join('\n---\n');
    expect(text).toContain('caBundle: QQ==');
    expect(text).not.toMatch(/cert-manager|namespace: plimsoll/);
    expect(loadAll(text).length).toBeGreaterThan(5);
  });

  it('has a name, a version and values that its schema takes, and refuses others', () => {
    expect(load(readFileSync('infra/kubernetes/chart/Chart.yaml', 'utf8'))).toMatchObject({
      apiVersion: 'v2',
      name: 'plimsoll',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
    const fits = new Ajv({ strict: false }).compile(JSON.parse(readFileSync('infra/kubernetes/chart/values.schema.json', 'utf8')));
    expect(fits(chartValues())).toBe(true);
    expect(fits({ ...chartValues(), image: 'plimsoll:latest' })).toBe(false);
    expect(fits({ ...chartValues(), certManger: true })).toBe(false);
  });
});

describe('Dockerfile', () => {
  const file = { name: 'Dockerfile', text: readFileSync('Dockerfile', 'utf8') };
  it.each(['starter', 'restricted'])('is allowed by our own pack %s without a finding', (name) => {
    expect(judge(dockerfileEvidence(file), pack(name))).toMatchObject({ decision: 'allow', findings: [], errors: [] });
  });

  it('leaves one habit to whoever builds it: the digests of its bases', () => {
    const { findings } = judge(dockerfileEvidence(file), allRulesPolicy(pack('starter')));
    expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(['df-base-digest']);
  });
});
