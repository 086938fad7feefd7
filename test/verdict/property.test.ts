import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../lib/model/canonical.ts';
import type { VulnerabilityMatch } from '../../lib/model/evidence.ts';
import { severities } from '../../lib/model/severity.ts';
import { decisions, modes, type Verdict } from '../../lib/model/verdict.ts';
import type { Waiver } from '../../lib/model/waiver.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { manifestEvidence } from '../../lib/verdict/evidence.ts';
import type { EvaluationInput, MissingEvidence } from '../../lib/verdict/input.ts';
import { imageEvidence, inputOf, match, matched, policyOf, waiverOf } from './input.ts';

const severity = fc.constantFrom(...severities);
const limit = fc.constantFrom(...severities, 'never' as const);
const action = fc.constantFrom('allow', 'warn', 'deny', 'unknown' as const);
const packages = ['openssl', 'zlib', 'curl'];

const someMatch: fc.Arbitrary<VulnerabilityMatch> = fc
  .record({
    id: fc.integer({ min: 1, max: 6 }),
    severity,
    packageIndex: fc.nat(3),
    fixedIn: fc.constantFrom('9', null),
    kev: fc.boolean(),
    cvss: fc.integer({ min: 0, max: 10 }),
  })
  .map(({ id, severity: of, ...more }) => match(`CVE-2026-${id}`, of, more));

const someWaiver: fc.Arbitrary<Waiver> = fc
  .record({ id: fc.integer({ min: 1, max: 6 }), days: fc.constantFrom(-1, 1), untilFixed: fc.boolean() })
  .map(({ id, days, untilFixed }) =>
    waiverOf(
      { rule: `CVE-2026-${id}` },
      { id: `wvr_${id}_${days}`, untilFixed, expiresAt: new Date(inputOf().now + days * 86_400_000).toISOString() },
    ),
  );

const somePolicy = fc
  .record({
    mode: fc.constantFrom(...modes),
    thresholds: fc.record({ vulnerability: fc.record({ deny: limit, warn: limit, fixableOnly: fc.boolean() }) }),
    vulnerabilities: fc.array(
      fc.record({ name: fc.constant('c'), effect: fc.constantFrom('deny', 'warn', 'ignore' as const), severity, kev: fc.boolean() }),
      { maxLength: 3 },
    ),
    unknownSeverityAs: severity.filter((one) => one !== 'unknown'),
    actions: fc.record({ unknown: action, stale: action, error: action, unsupported: action, notEvaluated: action }),
  })
  .map(policyOf);

const someMissing: fc.Arbitrary<MissingEvidence> = fc
  .constantFrom('unknown', 'stale', 'error', 'unsupported' as const)
  .map((why) => ({ subject: imageEvidence().subject, why, reason: why }));

const someInput: fc.Arbitrary<EvaluationInput> = fc
  .record({
    matches: fc.array(someMatch, { maxLength: 8 }),
    waivers: fc.array(someWaiver, { maxLength: 4 }),
    policy: somePolicy,
    missing: fc.array(someMissing, { maxLength: 2 }),
    isBroken: fc.boolean(),
  })
  .map(({ matches, waivers, policy, missing, isBroken }) =>
    inputOf({
      evidence: [imageEvidence(packages), ...(isBroken ? [manifestEvidence([{ name: 'a.yaml', text: 'a: [' }])] : [])],
      advisories: [matched(...matches)],
      waivers,
      policy,
      missing,
    }),
  );

const rank = ({ decision }: Pick<Verdict, 'decision'>): number => decisions.indexOf(decision);
const withMatch = (input: EvaluationInput, ...more: VulnerabilityMatch[]): EvaluationInput => ({
  ...input,
  advisories: [matched(...(input.advisories[0]?.matches ?? []), ...more)],
});

describe('for any input', () => {
  it('another finding never makes the decision better', () => {
    fc.assert(fc.property(someInput, someMatch, (input, extra) => rank(evaluate(withMatch(input, extra))) >= rank(evaluate(input))));
  });

  it('another waiver never makes the decision worse', () => {
    fc.assert(
      fc.property(
        someInput,
        someWaiver,
        (input, extra) => rank(evaluate({ ...input, waivers: [...input.waivers, extra] })) <= rank(evaluate(input)),
      ),
    );
  });

  it('another missing subject never makes the decision better', () => {
    fc.assert(
      fc.property(
        someInput,
        someMissing,
        (input, extra) => rank(evaluate({ ...input, missing: [...input.missing, extra] })) >= rank(evaluate(input)),
      ),
    );
  });

  it('the order of findings and waivers cannot be seen', () => {
    fc.assert(
      fc.property(someInput, fc.infiniteStream(fc.nat()), (input, numbers) => {
        const shuffled = <Value>(values: readonly Value[]): Value[] =>
          values
            .map((value) => ({ value, at: numbers.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ value }) => value);
        const other = {
          ...input,
          waivers: shuffled(input.waivers),
          advisories: [matched(...shuffled(input.advisories[0]?.matches ?? []))],
        };
        expect(canonicalJson(evaluate(other))).toBe(canonicalJson(evaluate(input)));
      }),
    );
  });

  it('the same input gives the same bytes, and is not changed', () => {
    fc.assert(
      fc.property(someInput, (input) => {
        const before = canonicalJson({ ...input, policy: null });
        expect(JSON.stringify(evaluate(input))).toBe(JSON.stringify(evaluate(input)));
        expect(canonicalJson({ ...input, policy: null })).toBe(before);
      }),
    );
  });

  it('the decision is the worst effect of the reasons, and allow needs every reason to allow', () => {
    fc.assert(
      fc.property(someInput, (input) => {
        const { decision, reasons, findings } = evaluate(input);
        expect(reasons.length).toBeGreaterThan(0);
        expect(decisions.indexOf(decision)).toBe(Math.max(...reasons.map(({ effect }) => decisions.indexOf(effect))));
        for (const { effect, waiver } of findings) expect(waiver === null || effect === 'none').toBe(true);
      }),
    );
  });

  it('the mode audit never stops or warns, the mode warn never stops', () => {
    fc.assert(
      fc.property(someInput, (input) => {
        const { decision } = evaluate(input);
        if (input.policy.mode === 'audit') expect(decision).toBe('allow');
        if (input.policy.mode === 'warn') expect(['allow', 'warn']).toContain(decision);
      }),
    );
  });
});
