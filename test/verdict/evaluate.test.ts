import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../lib/image/attached/trust.ts';
import { canonicalJson } from '../../lib/model/canonical.ts';
import { type Digest, sha256 } from '../../lib/model/digest.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from '../../lib/verdict/evidence.ts';
import type { MissingEvidence } from '../../lib/verdict/input.ts';
import { imageEvidence, inputOf, match, matched, now, policyOf, waiverOf } from './input.ts';

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop }\nspec: { containers: [{ name: c, image: a:1 }] }\n';
const manifests = manifestEvidence([{ name: 'pod.yaml', text: pod }]);
const codes = (verdict: ReturnType<typeof evaluate>) => verdict.reasons.map(({ code, effect }) => `${code} ${effect}`);

describe('evaluate', () => {
  it('never allows what it knows nothing of', () => {
    expect(evaluate(inputOf())).toMatchObject({ decision: 'unknown', reasons: [{ code: 'subject-unknown' }] });
  });

  it('keeps the digests of all that went in', () => {
    const verdict = evaluate(inputOf({ evidence: [manifests, dockerfileEvidence({ name: 'Dockerfile', text: 'FROM a:1\nUSER 1\n' })] }));
    expect(verdict).toMatchObject({
      evaluatedAt: '2026-11-22T10:00:00.000Z',
      policy: { name: 'test' },
      subjects: [
        { kind: 'manifests', ref: 'pod.yaml' },
        { kind: 'dockerfile', ref: 'Dockerfile' },
      ],
      inputs: { advisories: null },
    });
    expect(verdict.inputs.evidence).toHaveLength(2);
  });

  it('gives the same bytes for the same input', () => {
    const input = inputOf({ evidence: [imageEvidence()], advisories: [matched(match('CVE-1', 'high'), match('CVE-2', 'low'))] });
    expect(canonicalJson(evaluate(input))).toBe(canonicalJson(evaluate({ ...input })));
  });

  it('tells what denies apart from what warns, and says which subjects each is about', () => {
    const policy = policyOf({ thresholds: { vulnerability: { deny: 'high', warn: 'low' } } });
    const advisories = [matched(match('CVE-1', 'high'), match('CVE-2', 'low'))];
    const { reasons } = evaluate(inputOf({ evidence: [imageEvidence(), manifests], advisories, policy }));
    const counted = reasons.filter(({ code }) => code === 'severity-threshold');
    expect(counted).toMatchObject([
      { effect: 'deny', count: 1, subjects: [{ subject: 0, count: 1 }] },
      { effect: 'warn', count: 1, subjects: [{ subject: 0, count: 1 }] },
    ]);
    expect(new Set(counted.map(({ message }) => message)).size).toBe(2);
    const [only] = evaluate(inputOf({ evidence: [imageEvidence()], advisories, policy })).reasons;
    expect(only).toEqual({ code: 'severity-threshold', effect: 'deny', count: 1, message: expect.any(String) });
  });

  describe('vulnerabilities', () => {
    const image = imageEvidence();
    it.each([
      ['at the threshold', match('CVE-1', 'high'), 'deny'],
      ['above it', match('CVE-1', 'critical'), 'deny'],
      ['below it', match('CVE-1', 'medium'), 'allow'],
      ['without a fix', match('CVE-1', 'critical', { fixedIn: null }), 'allow'],
      ['of unknown severity, which counts as high here', match('CVE-1', 'unknown'), 'deny'],
    ] as const)('%s', (_, found, decision) => {
      const policy = policyOf({
        thresholds: { vulnerability: { deny: 'high', warn: 'never', fixableOnly: true } },
        unknownSeverityAs: 'high',
      });
      expect(evaluate(inputOf({ evidence: [image], advisories: [matched(found)], policy })).decision).toBe(decision);
    });

    it('are findings at their package, with their ids as aliases', () => {
      const { findings } = evaluate(
        inputOf({ evidence: [image], advisories: [matched(match('CVE-1', 'high', { aliases: ['GHSA-1'], kev: true }))] }),
      );
      expect(findings).toMatchObject([
        {
          rule: 'vulnerability',
          aliases: ['CVE-1', 'GHSA-1'],
          location: { kind: 'layer', path: 'var/lib/dpkg/status' },
          package: { purl: 'pkg:deb/debian/openssl@3.0.1?arch=amd64', fixedIn: '3.0.2' },
          vulnerability: { id: 'CVE-1', kev: true },
          effect: 'deny',
        },
      ]);
    });

    it('that nobody looked for are told, and decide by the policy', () => {
      const strict = policyOf({ actions: { notEvaluated: 'unknown' } });
      const verdict = evaluate(inputOf({ evidence: [image], policy: strict }));
      expect(verdict.notEvaluated).toMatchObject([{ rule: 'vulnerability', subject: 0 }]);
      expect(verdict.decision).toBe('unknown');
      expect(codes(evaluate(inputOf({ evidence: [image] })))).toContain('not-evaluated allow');
    });
  });

  describe('what could not be judged', () => {
    const missing = (why: MissingEvidence['why']): MissingEvidence => ({ subject: imageEvidence().subject, why, reason: 'for the test' });
    it.each([
      ['unknown', 'subject-unknown'],
      ['stale', 'evidence-stale'],
      ['error', 'evaluation-error'],
      ['unsupported', 'subject-unsupported'],
    ] as const)('%s does what the policy says', (why, code) => {
      for (const action of ['allow', 'warn', 'unknown', 'deny'] as const) {
        const verdict = evaluate(inputOf({ missing: [missing(why)], policy: policyOf({ actions: { [why]: action } }) }));
        expect(verdict).toMatchObject({
          decision: action,
          reasons: expect.arrayContaining([expect.objectContaining({ code, effect: action })]),
        });
      }
    });

    it('is never allowed by default', () => {
      for (const why of ['unknown', 'stale', 'error', 'unsupported'] as const) {
        expect(evaluate(inputOf({ missing: [missing(why)] })).decision).not.toBe('allow');
      }
    });

    it('includes a document that cannot be read', () => {
      const broken = manifestEvidence([{ name: 'a.yaml', text: `${pod}---\na: [` }]);
      const verdict = evaluate(inputOf({ evidence: [broken] }));
      expect(verdict.errors).toMatchObject([{ file: 'a.yaml', subject: 0 }]);
      expect(codes(verdict)).toContain('evaluation-error unknown');
      expect(evaluate(inputOf({ evidence: [broken], policy: policyOf({ actions: { error: 'deny' } }) })).decision).toBe('deny');
    });
  });

  it.each([
    ['a layer cut short', 'layer-truncated', 'evaluation-error unknown', 'unknown'],
    ['a single file that no reader understood', 'parse-failed', 'not-evaluated allow', 'allow'],
  ])('an image with %s', (_, code, reason, decision) => {
    const whole = imageEvidence();
    const image = { ...whole, content: { ...whole.content, incomplete: [{ code, message: 'm', path: 'app/a.jar' }] } };
    const verdict = evaluate(inputOf({ evidence: [image], advisories: [matched()] }));
    expect(verdict.decision).toBe(decision);
    expect(codes(verdict).sort()).toEqual(['no-findings allow', reason].sort());
  });

  describe('age', () => {
    const policy = policyOf({ freshness: { evidence: '1h', advisories: '1d' }, actions: { stale: 'deny' } });
    it.each([
      ['fresh', '2026-11-22T09:00:00Z', '2026-11-21T10:00:00Z', []],
      ['old evidence', '2026-11-22T08:59:59Z', '2026-11-21T10:00:00Z', ['evidence-stale deny']],
      ['old advisories', '2026-11-22T09:00:00Z', '2026-11-21T09:59:59Z', ['advisories-stale deny']],
      ['a time that is none', 'yesterday', '2026-11-22T00:00:00Z', ['evidence-stale deny']],
    ])('%s', (_, observedAt, builtAt, expected) => {
      const advisories = [{ ...matched(), database: { digest: matched().database?.digest ?? 'sha256:', builtAt } } as const];
      const verdict = evaluate(inputOf({ evidence: [imageEvidence([], observedAt)], advisories, policy }));
      expect(codes(verdict).filter((code) => code.endsWith('deny'))).toEqual(expected);
    });

    it('no advisories at all', () => {
      const none = { ...matched(), database: null };
      const fresh = [imageEvidence([], '2026-11-22T09:00:00Z')];
      const said = codes(evaluate(inputOf({ evidence: fresh, advisories: [none], policy })));
      expect(said.filter((code) => code.endsWith('deny'))).toEqual(['advisories-stale deny']);
      expect(codes(evaluate(inputOf({ evidence: fresh, advisories: [none] }))).join()).not.toContain('advisories-stale');
    });
  });

  describe('mode', () => {
    const judged = (mode: 'enforce' | 'warn' | 'audit') =>
      evaluate(inputOf({ evidence: [imageEvidence()], advisories: [matched(match('CVE-1', 'critical'))], policy: policyOf({ mode }) }));
    it.each([
      ['enforce', 'deny', 'deny', 'severity-threshold deny'],
      ['warn', 'warn', 'warn', 'severity-threshold warn'],
      ['audit', 'allow', 'none', 'audit-only allow'],
    ] as const)('%s', (mode, decision, effect, reason) => {
      const verdict = judged(mode);
      expect(verdict).toMatchObject({ decision, findings: [{ mode, effect }] });
      expect(codes(verdict)).toEqual([reason]);
    });
  });

  it('leaves a waived finding in the verdict, marked, without effect', () => {
    const waiver = waiverOf({ rule: 'CVE-1' }, { expiresAt: '2026-12-01T00:00:00Z' });
    const input = inputOf({ evidence: [imageEvidence()], advisories: [matched(match('CVE-1', 'critical'))], waivers: [waiver] });
    expect(evaluate(input)).toMatchObject({
      decision: 'allow',
      findings: [{ effect: 'none', waiver: { id: waiver.id, author: 'alice', expiresAt: '2026-12-01T00:00:00Z', origin: 'stored' } }],
      reasons: [{ code: 'waived', effect: 'allow', count: 1 }],
    });
    expect(evaluate({ ...input, now: now + 30 * 86_400_000 }).decision).toBe('deny');
  });

  it.each([
    ['not_affected', 'honour', 'none', 'allow', 'not-affected allow'],
    ['fixed', 'honour', 'none', 'allow', 'not-affected allow'],
    ['affected', 'honour', 'deny', 'deny', 'severity-threshold deny'],
    ['under_investigation', 'honour', 'deny', 'deny', 'severity-threshold deny'],
    ['not_affected', 'ignore', 'deny', 'deny', 'severity-threshold deny'],
  ] as const)('takes a VEX document that says %s, where the policy says %s, as %s', (status, vex, effect, decision, reason) => {
    const said = match('CVE-1', 'critical', {
      vex: { status, document: 'https://example.com/vex', justification: 'component_not_present' },
    });
    const verdict = evaluate(inputOf({ evidence: [imageEvidence()], advisories: [matched(said)], policy: policyOf({ vex }) }));
    expect(verdict).toMatchObject({ decision, findings: [{ effect, vulnerability: { vex: { status } } }] });
    expect(codes(verdict)).toEqual([reason]);
  });

  it('sees what an attached VEX document says only where it trusts who signed it', () => {
    const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const signed = fingerprintOf(createPublicKey(pem));
    const decided = (key: Digest | null, attachedVex: object | undefined) => {
      const mark = { status: 'not_affected', document: 'x', attached: { artifact: sha256('a'), key } } as const;
      const policy = policyOf({
        ...(attachedVex && { attachedVex }),
        vulnerabilities: [{ name: 'vendor', effect: 'ignore', vendorStatus: ['not_affected'] }],
      });
      const other = { ...mark, status: 'affected', attached: { artifact: sha256('b'), key: sha256('stranger') } } as const;
      const known = match('CVE-1', 'critical', { attachedVex: attachedVex && 'unsigned' in attachedVex ? [mark] : [other, mark] });
      const { decision, findings } = evaluate(inputOf({ evidence: [imageEvidence()], advisories: [matched(known)], policy }));
      expect(findings[0]?.vulnerability?.vex === undefined).toBe(decision === 'deny');
      expect(findings[0]?.vulnerability).not.toHaveProperty('attachedVex');
      return decision;
    };
    expect(decided(signed, { keys: [pem] })).toBe('allow');
    expect(decided(null, { unsigned: true })).toBe('allow');
    expect(decided(signed, { unsigned: true })).toBe('allow');
    expect(decided(signed, undefined)).toBe('deny');
    expect(decided(null, { keys: [pem] })).toBe('deny');
    expect(decided(sha256('another'), { keys: [pem] })).toBe('deny');
  });

  it('tells what attached documents that it hears say without effect', () => {
    const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const signed = fingerprintOf(createPublicKey(pem));
    const said = { document: 'x', author: '', artifact: sha256('a'), total: 1, statements: [], ignored: {} };
    const told = (attachedVex: object | undefined, ...keys: readonly (Digest | null)[]) =>
      evaluate(
        inputOf({
          evidence: [imageEvidence()],
          advisories: [{ ...matched(), unmatchedVex: [{ ...said, keys }] }],
          policy: policyOf({ ...(attachedVex && { attachedVex }) }),
        }),
      ).unmatchedVex;
    expect(told({ keys: [pem] }, sha256('another'), signed)).toEqual([{ ...said, subject: 0, key: signed }]);
    expect(told({ unsigned: true }, null)).toEqual([{ ...said, subject: 0, key: null }]);
    expect(told({ keys: [pem] }, null)).toBeUndefined();
    expect(told({ keys: [pem] }, sha256('another'))).toBeUndefined();
    expect(told(undefined, signed)).toBeUndefined();
  });

  it.each([
    [false, 'honour', 'none', 'allow', 'not-linked allow'],
    [false, 'ignore', 'deny', 'deny', 'severity-threshold deny'],
    [true, 'honour', 'deny', 'deny', 'severity-threshold deny'],
  ] as const)('takes code that is linked: %s, where the policy says %s, as %s', (isLinked, linked, effect, decision, reason) => {
    const known = match('CVE-1', 'critical', { linked: isLinked });
    const verdict = evaluate(inputOf({ evidence: [imageEvidence()], advisories: [matched(known)], policy: policyOf({ linked }) }));
    expect(verdict).toMatchObject({ decision, findings: [{ effect, vulnerability: { linked: isLinked } }] });
    expect(codes(verdict)).toEqual([reason]);
  });

  it('decides by the first condition that holds, before any threshold', () => {
    const policy = policyOf({
      vulnerabilities: [
        { name: 'not reachable', effect: 'ignore', ids: ['cve-1'] },
        { name: 'exploited', effect: 'deny', kev: true },
        { name: 'old', effect: 'warn', disclosedDaysAgo: 30, severity: 'low' },
      ],
      thresholds: { vulnerability: { deny: 'critical', warn: 'never' } },
    });
    const found = [
      match('CVE-1', 'critical', { kev: true }),
      match('CVE-2', 'low', { kev: true }),
      match('CVE-3', 'low', { published: '2026-01-01T00:00:00Z' }),
      match('CVE-4', 'low', { published: '2026-11-01T00:00:00Z' }),
      match('CVE-5', 'critical'),
    ];
    const { findings } = evaluate(inputOf({ evidence: [imageEvidence()], advisories: [matched(...found)], policy }));
    expect(Object.fromEntries(findings.map(({ vulnerability, effect }) => [vulnerability?.id, effect]))).toEqual({
      'CVE-1': 'none',
      'CVE-2': 'deny',
      'CVE-3': 'warn',
      'CVE-4': 'none',
      'CVE-5': 'deny',
    });
  });
});
