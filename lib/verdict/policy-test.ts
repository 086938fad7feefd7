import type { Evidence } from '../model/evidence.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import type { Waiver } from '../model/waiver.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { parseDocumentAs } from '../policy/parse.ts';
import { aliasKey } from '../rule/find.ts';
import { evaluate } from './evaluate.ts';
import { dockerfileEvidence } from './evidence.ts';
import { givenImage, givenMatches } from './policy-test.image.ts';
import { givenManifests } from './policy-test.manifests.ts';
import { type PolicyCase, type PolicyTestDocument, policyTestSchema } from './policy-test.schema.ts';

/** `problems` say what was expected and what came; none: passed. */
export type CaseResult = { readonly name: string; readonly problems: readonly string[]; readonly verdict: Verdict };

/** Throws AppError `invalid-policy` with places, as policy documents do. */
export const parsePolicyTests = (text: string, file?: string): readonly PolicyTestDocument[] =>
  parseDocumentAs(policyTestSchema, text, file);

// Fixed, so that a case means the same tomorrow; a case that needs another time says so.
const defaultTime = '2026-01-01T00:00:00Z';

export const runPolicyTest = (document: PolicyTestDocument, policy: CompiledPolicy): readonly CaseResult[] =>
  document.spec.cases.map((one) => {
    const verdict = evaluateCase(one, policy);
    return { name: one.name, problems: problemsOf(one.expect, verdict), verdict };
  });

const evaluateCase = ({ given }: PolicyCase, policy: CompiledPolicy): Verdict => {
  const { manifests, dockerfile, vulnerabilities, missing = [], waivers = [], environment = null, at = defaultTime } = given;
  const now = Date.parse(at);
  const evidence: Evidence[] = [
    ...(vulnerabilities ? [givenImage(vulnerabilities, new Date(now).toISOString())] : []),
    ...(manifests === undefined ? [] : [givenManifests(manifests, given)]),
    ...(dockerfile === undefined ? [] : [dockerfileEvidence({ name: 'Dockerfile', text: dockerfile })]),
  ];
  return evaluate({
    evidence,
    missing: missing.map((why) => ({ subject: givenImage([], at).subject, why, reason: 'given by the test' })),
    policy,
    waivers: waivers.map(waiverOf),
    advisories: vulnerabilities ? [givenMatches(vulnerabilities, new Date(now).toISOString())] : [],
    environment,
    namespace: given.namespace ?? null,
    now,
  });
};

const waiverOf = ({ expiresAt, untilFixed, ...scope }: NonNullable<PolicyCase['given']['waivers']>[number], index: number): Waiver => ({
  id: `given-${index}`,
  scope,
  reason: 'given by the test',
  author: 'policy test',
  origin: 'file',
  ...(expiresAt !== undefined && { expiresAt }),
  ...(untilFixed !== undefined && { untilFixed }),
});

const problemsOf = (expected: PolicyCase['expect'], { decision, findings, reasons }: Verdict): readonly string[] => [
  ...(expected.decision === undefined || expected.decision === decision
    ? []
    : [`the decision is ${decision}, expected ${expected.decision}`]),
  ...(expected.findings ?? [])
    .filter((wanted) => !findings.some((finding) => isExpected(wanted, finding)))
    .map((wanted) => `no finding is like ${JSON.stringify(wanted)}`),
  ...(expected.absent ?? [])
    .filter((rule) => findings.some((finding) => isOfRule(rule, finding)))
    .map((rule) => `there is a finding of ${rule}`),
  ...(expected.reasons ?? [])
    .filter((code) => !reasons.some((reason) => reason.code === code))
    .map((code) => `no reason has the code ${code}`),
];

type ExpectedFinding = NonNullable<PolicyCase['expect']['findings']>[number];

const isExpected = (wanted: ExpectedFinding, finding: JudgedFinding): boolean =>
  isOfRule(wanted.rule, finding) &&
  (wanted.effect === undefined || wanted.effect === finding.effect) &&
  (wanted.severity === undefined || wanted.severity === finding.severity) &&
  (wanted.container === undefined || wanted.container === finding.container) &&
  (wanted.waived === undefined || wanted.waived === (finding.waiver !== null));

const isOfRule = (rule: string, finding: JudgedFinding): boolean =>
  [finding.rule, ...finding.aliases].some((name) => aliasKey(name) === aliasKey(rule));
