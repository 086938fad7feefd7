import type { Finding } from '../model/finding.ts';
import { atLeast, type Severity } from '../model/severity.ts';
import type { JudgedFinding, Mode, WaiverMark } from '../model/verdict.ts';
import type { Waiver } from '../model/waiver.ts';
import { isTrustedSigner } from '../policy/attached.ts';
import { softer } from '../policy/bind.ts';
import type { CompiledPolicy, Threshold } from '../policy/compiled.ts';
import { isFixable } from '../policy/condition.ts';
import { vulnerabilityRule } from './vulnerability.ts';
import type { WaiverBook, WaiverFacts } from './waiver.ts';

type Effect = JudgedFinding['effect'];

/** What a finding calls for, before mode and waiver, and which part of the policy says so. */
export type Claim = {
  readonly effect: Effect;
  readonly code: 'rule-denied' | 'vulnerability-denied' | 'severity-threshold' | 'not-decisive' | 'not-affected' | 'not-linked';
};

export type Judgement = { readonly finding: JudgedFinding; readonly claim: Claim };

/** One finding under one policy: claim, then mode, then waiver. Nothing here looks at other findings. */
export const judgeFinding = (found: Finding, policy: CompiledPolicy, waivers: WaiverBook, facts: WaiverFacts): Judgement => {
  const finding = withTrustedVex(found, policy);
  const claim = claimOf(finding, policy, facts.now);
  const mode = modeOf(finding, policy);
  const waiver = waivers.find(finding, facts);
  const effect = waiver ? 'none' : underMode(claim.effect, mode);
  return { finding: judged(finding, mode, effect, waiver ? markOf(waiver) : null), claim };
};

// Written out: a spread of tens of thousands of findings is a fifth of the time of judging them.
const judged = (finding: Finding, mode: Mode, effect: Effect, waiver: WaiverMark | null): JudgedFinding => ({
  rule: finding.rule,
  aliases: finding.aliases,
  severity: finding.severity,
  message: finding.message,
  remediation: finding.remediation,
  subject: finding.subject,
  object: finding.object,
  container: finding.container,
  location: finding.location,
  package: finding.package,
  vulnerability: finding.vulnerability,
  patch: finding.patch,
  fingerprint: finding.fingerprint,
  mode,
  effect,
  waiver,
});

const claimOf = (finding: Finding, policy: CompiledPolicy, now: number): Claim => {
  const severity = finding.severity === 'unknown' ? policy.unknownSeverityAs : finding.severity;
  if (finding.rule !== vulnerabilityRule) {
    const effect = policy.effects.get(finding.rule);
    if (effect) return { effect, code: 'rule-denied' };
    return { effect: byThreshold(severity, policy.thresholds.misconfiguration), code: 'severity-threshold' };
  }
  if (!countsFor(finding, policy)) return { effect: 'none', code: 'not-decisive' };
  if (policy.honoursVex && isRuledOut(finding)) return { effect: 'none', code: 'not-affected' };
  if (policy.honoursLinked && finding.vulnerability?.linked === false) return { effect: 'none', code: 'not-linked' };
  const condition = policy.conditions.find((one) => one.holds(finding, severity, now));
  if (condition) return { effect: condition.effect === 'ignore' ? 'none' : condition.effect, code: 'vulnerability-denied' };
  const threshold = policy.thresholds.vulnerability;
  const counts = (!threshold.fixableOnly || isFixable(finding)) && (!threshold.newOnly || finding.vulnerability?.isNew !== false);
  return { effect: counts ? byThreshold(severity, threshold) : 'none', code: 'severity-threshold' };
};

/** Whether the source that found it is one that decides. Where the registry was silent, there is one source and it does. */
const countsFor = ({ vulnerability }: Finding, { registryFindings: { decides } }: CompiledPolicy): boolean => {
  const foundBy = vulnerability?.foundBy;
  if (foundBy === undefined || foundBy === 'both' || decides === 'either') return true;
  return foundBy === decides;
};

/** Whoever may push may attach: what a signer says whom this policy does not trust is not even seen. */
const withTrustedVex = (finding: Finding, { attachedVex: trust }: CompiledPolicy): Finding => {
  if (finding.vulnerability?.attachedVex === undefined) return finding;
  const { attachedVex, ...vulnerability } = finding.vulnerability;
  const vex = trust && attachedVex.find(({ attached }) => isTrustedSigner(attached?.key ?? null, trust));
  return { ...finding, vulnerability: { ...vulnerability, ...(vex && { vex }) } };
};

/** Whoever knows the product says that the issue does nothing in it. */
const isRuledOut = ({ vulnerability }: Finding): boolean =>
  vulnerability?.vex?.status === 'not_affected' || vulnerability?.vex?.status === 'fixed';

const byThreshold = (severity: Severity, { deny, warn }: Threshold): Effect => {
  if (deny !== null && atLeast(severity, deny)) return 'deny';
  return warn !== null && atLeast(severity, warn) ? 'warn' : 'none';
};

const modesOfPolicies = new WeakMap<CompiledPolicy, ReadonlyMap<string, Mode>>();

const modeOf = (finding: Finding, policy: CompiledPolicy): Mode =>
  finding.ownMode ? softer(finding.ownMode, policy.mode) : (modesOf(policy).get(finding.rule) ?? policy.mode);

const modesOf = (policy: CompiledPolicy): ReadonlyMap<string, Mode> => {
  const known = modesOfPolicies.get(policy);
  if (known) return known;
  const modes = new Map(policy.rules.map(({ rule, mode }) => [rule.id, mode]));
  modesOfPolicies.set(policy, modes);
  return modes;
};

const underMode = (effect: Effect, mode: Mode): Effect => {
  switch (mode) {
    case 'enforce':
      return effect;
    case 'warn':
      return effect === 'deny' ? 'warn' : effect;
    case 'audit':
      return 'none';
  }
};

const markOf = ({ id, reason, author, expiresAt, origin }: Waiver): WaiverMark => ({
  id,
  reason,
  author,
  origin,
  ...(expiresAt !== undefined && { expiresAt }),
});
