import { locationText } from '../model/location.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import type { CompiledPolicy, Threshold } from '../policy/compiled.ts';
import { vulnerabilityRule } from './vulnerability.ts';

/** One step of how a verdict came about, in the order it was taken. `detail` is for reading; codes are in the verdict's reasons. */
export type ExplainStep =
  | { readonly step: 'subject'; readonly subject: number; readonly detail: string }
  | { readonly step: 'policy'; readonly detail: string }
  | { readonly step: 'data'; readonly detail: string }
  | {
      readonly step: 'finding';
      readonly fingerprint: string;
      readonly rule: string;
      readonly place: string;
      readonly chain: readonly string[];
    }
  | { readonly step: 'reason'; readonly code: string; readonly effect: string; readonly detail: string }
  | { readonly step: 'decision'; readonly detail: string };

/** Step by step: what was judged, by which policy and data, what each finding came to, and what decided. `policy`: the version that the verdict names. */
export const explainVerdict = (verdict: Verdict, policy: CompiledPolicy | null): readonly ExplainStep[] => [
  ...verdict.subjects.map(
    ({ kind, ref, digest }, subject): ExplainStep => ({ step: 'subject', subject, detail: `${kind} ${ref}, ${digest}` }),
  ),
  { step: 'policy', detail: policyText(verdict, policy) },
  ...dataSteps(verdict),
  ...verdict.findings.map(
    (finding): ExplainStep => ({
      step: 'finding',
      fingerprint: finding.fingerprint,
      rule: finding.rule,
      place: locationText(finding.location),
      chain: chainOf(finding, policy),
    }),
  ),
  ...verdict.reasons.map(({ code, effect, message }): ExplainStep => ({ step: 'reason', code, effect, detail: message })),
  { step: 'decision', detail: `${verdict.decision}: the worst effect of the reasons` },
];

const policyText = ({ policy: { name, digest } }: Verdict, policy: CompiledPolicy | null): string =>
  policy === null ? `${name}, ${digest}` : `${name}, ${digest}: ${policy.rules.length} rules, mode ${policy.mode}`;

const dataSteps = ({ inputs, evaluatedAt, notEvaluated, errors }: Verdict): readonly ExplainStep[] => [
  { step: 'data', detail: `rules of ${inputs.rules}, evaluated at ${evaluatedAt}` },
  { step: 'data', detail: inputs.advisories === null ? 'no advisories were used' : `advisories ${inputs.advisories}` },
  { step: 'data', detail: `waivers ${inputs.waivers}` },
  ...(notEvaluated.length > 0 ? [{ step: 'data', detail: `${notEvaluated.length} statements could not be made` } as const] : []),
  ...(errors.length > 0 ? [{ step: 'data', detail: `${errors.length} parts of the input could not be read` } as const] : []),
];

const chainOf = (finding: JudgedFinding, policy: CompiledPolicy | null): readonly string[] => [
  severityText(finding, policy),
  ...(policy === null ? [] : [claimText(finding, policy)]),
  `mode ${finding.mode}`,
  ...(finding.waiver ? [`waived by ${finding.waiver.id} (${finding.waiver.author}): ${finding.waiver.reason}`] : []),
  finding.effect === 'none' ? 'no effect' : `effect ${finding.effect}`,
];

const severityText = (finding: JudgedFinding, policy: CompiledPolicy | null): string => {
  const setting = policy?.rules.find(({ rule }) => rule.id === finding.rule);
  if (finding.severity === 'unknown' && policy) return `severity unknown, counts as ${policy.unknownSeverityAs}`;
  return `severity ${finding.severity}${setting && setting.severity !== null ? ', set by the policy' : ''}`;
};

const claimText = (finding: JudgedFinding, policy: CompiledPolicy): string => {
  const effect = policy.effects.get(finding.rule);
  if (effect) return `the policy gives this rule the effect ${effect}`;
  const isVulnerability = finding.rule === vulnerabilityRule;
  return thresholdText(isVulnerability ? policy.thresholds.vulnerability : policy.thresholds.misconfiguration);
};

const thresholdText = ({ deny, warn, fixableOnly }: Threshold): string =>
  `thresholds: deny from ${deny ?? 'never'}, warn from ${warn ?? 'never'}${fixableOnly ? ', with a fix only' : ''}`;
