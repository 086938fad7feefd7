import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/model/digest.ts';
import type { AdvisoryMatches } from '../../lib/model/evidence.ts';
import { severities } from '../../lib/model/severity.ts';
import type { VendorEvidence, VendorFinding, VendorPackage, VendorReport } from '../../lib/model/vendor.ts';
import type { Verdict } from '../../lib/model/verdict.ts';
import type { PolicyDocument } from '../../lib/policy/document.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { imageEvidence, inputOf, match, matched, policyOf } from './input.ts';

const packageOf = (name = 'openssl', more: Partial<VendorPackage> = {}): VendorPackage => ({
  name,
  version: '3.0.1',
  type: 'OS',
  path: null,
  layer: null,
  fixedIn: null,
  ...more,
});
const found = (id: string, more: Partial<VendorFinding> = {}): VendorFinding => ({
  id,
  aliases: [],
  title: id,
  url: null,
  severity: 'high',
  score: null,
  packages: [packageOf()],
  ...more,
});
const report = (...findings: VendorFinding[]): VendorReport => ({
  kind: 'complete',
  source: 'ecr-enhanced',
  status: 'ACTIVE',
  completedAt: '2026-11-22T08:00:00.000Z',
  findings,
});
const said = (one: VendorReport): readonly VendorEvidence[] => [{ subject: 0, observedAt: '2026-11-22T09:00:00Z', report: one }];

const judge = (
  one: VendorReport | null,
  own: AdvisoryMatches = matched(),
  spec: PolicyDocument['spec'] = {},
  evidence = imageEvidence(['openssl', 'zlib']),
): Verdict =>
  evaluate(
    inputOf({ evidence: [evidence], advisories: [own], ...(one && { vendor: said(one) }), policy: policyOf({ packs: [], ...spec }) }),
  );
const told = ({ findings }: Verdict) =>
  findings.map(({ vulnerability, severity, effect }) => [vulnerability?.id, vulnerability?.foundBy, severity, effect]);
const codes = ({ reasons }: Verdict) => reasons.map(({ code, effect }) => `${code} ${effect}`);

describe('findings of the registry beside ours', () => {
  it('one that both have is one finding with both severities, and the disagreement is said', () => {
    const verdict = judge(
      report(found('CVE-2026-1', { severity: 'critical', url: 'https://example.org/1', score: 9.1 })),
      matched(match('CVE-2026-1', 'low')),
    );
    expect(told(verdict)).toEqual([['CVE-2026-1', 'both', 'critical', 'deny']]);
    expect(verdict.findings[0]?.message).toContain('rated low here and critical by the registry');
    expect(verdict.findings[0]?.vulnerability).toMatchObject({
      severities: { own: 'low', registry: 'critical' },
      registry: {
        source: 'ecr-enhanced',
        id: 'CVE-2026-1',
        url: 'https://example.org/1',
        score: 9.1,
        completedAt: '2026-11-22T08:00:00.000Z',
      },
    });
    expect(verdict.inputs.registry).toMatch(/^sha256:/);
  });

  it('says who found what, and gives what only the registry has the place of the package', () => {
    const verdict = judge(
      report(found('CVE-2026-2', { packages: [packageOf('zlib', { fixedIn: '3.0.9' })] })),
      matched(match('CVE-2026-1', 'low')),
    );
    expect(told(verdict).sort()).toEqual([
      ['CVE-2026-1', 'own', 'low', 'none'],
      ['CVE-2026-2', 'registry', 'high', 'deny'],
    ]);
    const theirs = verdict.findings.find(({ vulnerability }) => vulnerability?.foundBy === 'registry');
    expect(theirs).toMatchObject({
      location: { kind: 'layer', path: 'var/lib/dpkg/status' },
      package: { purl: 'pkg:deb/debian/zlib@3.0.1?arch=amd64', fixedIn: '3.0.9' },
    });
    const ours = judge(null, matched(match('CVE-2026-2', 'high', { packageIndex: 1 })));
    expect(theirs?.fingerprint).toBe(ours.findings[0]?.fingerprint);
  });

  it.each([
    ['an alias of ours', found('GHSA-aaaa-bbbb-cccc'), match('CVE-2026-1', 'high', { aliases: ['GHSA-aaaa-bbbb-cccc'] })],
    ['the ids that a bulletin names', found('ALAS-2026-77', { aliases: ['CVE-2026-1'] }), match('CVE-2026-1', 'high')],
    ['other capitals', found('cve-2026-1'), match('CVE-2026-1', 'high')],
    [
      'an epoch that is written',
      found('CVE-2026-1', { packages: [packageOf('openssl', { version: '0:3.0.1' })] }),
      match('CVE-2026-1', 'high'),
    ],
    ['no package at all', found('CVE-2026-1', { packages: [] }), match('CVE-2026-1', 'high')],
    [
      'a package manager that nobody knows',
      found('CVE-2026-1', { packages: [packageOf('openssl', { type: 'NEW' })] }),
      match('CVE-2026-1', 'high'),
    ],
    [
      'the only version there is',
      found('CVE-2026-1', { packages: [packageOf('openssl', { version: '3.0.1-local' })] }),
      match('CVE-2026-1', 'high'),
    ],
  ])('are one by %s', (_title, theirs, ours) => {
    expect(told(judge(report(theirs), matched(ours)))).toEqual([['CVE-2026-1', 'both', 'high', 'deny']]);
  });

  it.each([
    ['another package', found('CVE-2026-1', { packages: [packageOf('zlib')] })],
    ['another ecosystem', found('CVE-2026-1', { packages: [packageOf('openssl', { type: 'NPM' })] })],
    ['a package that is not there', found('CVE-2026-1', { packages: [packageOf('curl')] })],
    ['what a CVE is only related to', found('CVE-2026-9', { aliases: ['CVE-2026-1'] })],
  ])('are two by %s', (_title, theirs) => {
    const sources = told(judge(report(theirs), matched(match('CVE-2026-1', 'high')))).map(([, by]) => by);
    expect(sources.sort()).toEqual(['own', 'registry']);
  });

  it('of two versions of one package the one that is meant', () => {
    const evidence = imageEvidence(['left', 'left']);
    const [first, second] = evidence.content.packages;
    if (!first || !second) throw new Error('two packages');
    const packages = [
      { ...first, type: 'npm', version: '1.0.0', purl: 'pkg:npm/left@1.0.0', path: 'a/package.json' },
      { ...second, type: 'npm', version: '2.0.0', purl: 'pkg:npm/left@2.0.0', path: 'b/package.json' },
    ];
    const theirs = found('CVE-2026-1', { packages: [packageOf('left', { type: 'NODEPKG', version: '2.0.0', path: '/b/package.json' })] });
    const own = matched(match('CVE-2026-1', 'high'), match('CVE-2026-1', 'high', { packageIndex: 1 }));
    const verdict = judge(report(theirs), own, {}, { ...evidence, content: { ...evidence.content, packages } });
    expect(verdict.findings.map(({ package: of, vulnerability }) => [of?.version, vulnerability?.foundBy]).sort()).toEqual([
      ['1.0.0', 'own'],
      ['2.0.0', 'both'],
    ]);
  });

  it('by the name of the source package', () => {
    const evidence = imageEvidence(['libssl3']);
    const packages = evidence.content.packages.map((one) => ({ ...one, source: { name: 'openssl', version: '3.0.1-1' } }));
    const theirs = found('CVE-2026-1', { packages: [packageOf('openssl', { version: '3.0.1-1' })] });
    const verdict = judge(
      report(theirs),
      matched(match('CVE-2026-1', 'high')),
      {},
      { ...evidence, content: { ...evidence.content, packages } },
    );
    expect(told(verdict)).toEqual([['CVE-2026-1', 'both', 'high', 'deny']]);
  });

  it('a fix that only the registry knows, and that it was told to keep quiet', () => {
    const theirs = found('CVE-2026-1', { suppressed: true, packages: [packageOf('openssl', { fixedIn: '3.0.7' })] });
    const [finding] = judge(report(theirs), matched(match('CVE-2026-1', 'high', { fixedIn: null }))).findings;
    expect(finding).toMatchObject({ package: { fixedIn: '3.0.7' }, vulnerability: { vendorStatus: 'suppressed' } });
  });
});

describe('which source decides', () => {
  const theirs = report(found('CVE-2026-1', { severity: 'critical' }), found('CVE-2026-2', { packages: [packageOf('zlib')] }));
  const own = matched(match('CVE-2026-1', 'low'), match('CVE-2026-3', 'high'));
  it.each([
    ['either', { 'CVE-2026-1': 'critical deny', 'CVE-2026-2': 'high deny', 'CVE-2026-3': 'high deny' }],
    ['own', { 'CVE-2026-1': 'low none', 'CVE-2026-2': 'high none', 'CVE-2026-3': 'high deny' }],
    ['registry', { 'CVE-2026-1': 'critical deny', 'CVE-2026-2': 'high deny', 'CVE-2026-3': 'high none' }],
    ['both', { 'CVE-2026-1': 'low none', 'CVE-2026-2': 'high none', 'CVE-2026-3': 'high none' }],
  ] as const)('%s', (decides, expected) => {
    const verdict = judge(theirs, own, { registryFindings: { decides } });
    expect(
      Object.fromEntries(verdict.findings.map(({ vulnerability, severity, effect }) => [vulnerability?.id, `${severity} ${effect}`])),
    ).toEqual(expected);
    if (decides !== 'either') expect(codes(verdict)).toContain('not-decisive allow');
  });
});

describe('a registry that says nothing', () => {
  const silent = [
    { kind: 'none', status: 'UNSUPPORTED_IMAGE', reason: 'the scanner does not know this kind of image' },
    { kind: 'pending', status: 'IN_PROGRESS', reason: 'the scan is under way' },
    report(),
    null,
  ] as const;

  it.each(silent)('%j: takes nothing away, and a policy that needs it does not allow', (one) => {
    const verdict = judge(one, matched(match('CVE-2026-1', 'high')), { registryFindings: { decides: 'registry' } });
    expect(told(verdict)).toEqual([['CVE-2026-1', undefined, 'high', 'deny']]);
    expect(codes(verdict)).toContain('registry-silent unknown');
    const clean = judge(one, { ...matched(), gaps: ['no advisory feed (1 package)'] }, { registryFindings: { decides: 'registry' } });
    expect(clean.decision).toBe('unknown');
    expect(clean.notEvaluated.map(({ reason }) => reason)).toContainEqual(expect.stringContaining("the registry's scanner"));
  });

  it('is a gap with its reason where the policy does not need it, and nothing where nobody asked', () => {
    const verdict = judge(silent[0]);
    expect(verdict.decision).toBe('allow');
    expect(verdict.notEvaluated).toMatchObject([{ reason: expect.stringContaining('UNSUPPORTED_IMAGE') }]);
    expect(judge(silent[0], matched(), { actions: { notEvaluated: 'deny' } }).decision).toBe('deny');
    expect(judge(null).notEvaluated).toEqual([]);
    expect(judge(null).inputs).not.toHaveProperty('registry');
  });

  it('says so by an empty list only when our own look at everything found nothing either', () => {
    expect(judge(report(), matched(), { registryFindings: { decides: 'registry' } }).decision).toBe('allow');
    const action = { registryFindings: { decides: 'registry', missing: 'deny' } } as const;
    expect(judge(report(), { ...matched(), database: null, gaps: ['none'] }, action).decision).toBe('deny');
  });

  it('is stale when its scan is older than evidence may be', () => {
    const verdict = judge(report(found('CVE-2026-1', { severity: 'low' })), matched(), { freshness: { evidence: '90m' } });
    expect(codes(verdict)).toContain('evidence-stale warn');
  });
});

it('the order of what it found does not matter, and no report makes a verdict throw', () => {
  const severity = fc.constantFrom(...severities);
  const text = fc.constantFrom('openssl', 'zlib', '', 'constructor', '__proto__');
  const somePackage = fc.record({
    name: text,
    version: fc.constantFrom('3.0.1', '', '0:3.0.1', '9'),
    type: fc.constantFrom('OS', 'NPM', 'constructor', null),
    path: fc.constantFrom('/var/lib/dpkg/status', '', null),
    layer: fc.constantFrom(sha256('layer'), null),
    fixedIn: fc.constantFrom('9', null),
  });
  const someFinding = fc.record({
    id: fc.constantFrom('CVE-2026-1', 'CVE-2026-2', 'GHSA-1', '', '__proto__'),
    aliases: fc.array(fc.constantFrom('CVE-2026-1', 'CVE-2026-3'), { maxLength: 2 }),
    title: text,
    url: fc.constantFrom('https://example.org', null),
    severity,
    score: fc.constantFrom(9.8, null),
    packages: fc.array(somePackage, { maxLength: 3 }),
  });
  const findings = fc
    .array(someFinding, { maxLength: 8 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  const own = matched(match('CVE-2026-1', 'high'), match('CVE-2026-3', 'low', { packageIndex: 1 }));
  fc.assert(
    fc.property(findings, fc.constantFrom('either', 'own', 'registry', 'both' as const), ([all, shuffled], decides) => {
      const spec = { registryFindings: { decides } };
      expect(judge(report(...shuffled), own, spec)).toEqual(judge(report(...all), own, spec));
    }),
  );
});
