import type { SignerTrust } from '../image/attached/trust.ts';
import type { SignatureAsk } from '../image/signature/ask.ts';
import type { Digest } from '../model/digest.ts';
import type { Severity } from '../model/severity.ts';
import type { Mode } from '../model/verdict.ts';
import type { Rule } from '../rule/rule.ts';
import type { RuleSetting } from '../rule/setting.ts';
import type { Actions } from './action.ts';
import type { VulnerabilityCondition } from './condition.ts';
import type { RegistryFindings } from './registry-findings.ts';

/** Findings at or above `deny` deny, at or above `warn` warn; null switches one off. `fixableOnly` counts only vulnerabilities that have a fix, `newOnly` those that the baseline has not. */
export type Threshold = {
  readonly deny: Severity | null;
  readonly warn: Severity | null;
  readonly fixableOnly: boolean;
  readonly newOnly: boolean;
};

/** Which waivers count beside the stored ones: those that manifests state in annotations, and those that any source states in comments. */
export type WaiverSources = { readonly annotations: boolean; readonly comments: boolean };

/**
 * A policy document checked, with packs and aliases resolved to rules, compiled once per digest. `digest` is the document's canonical JSON.
 * `mode` is the default of the document: for vulnerabilities and for the actions; rules have their own.
 */
export type CompiledPolicy = {
  readonly name: string;
  readonly digest: Digest;
  readonly rules: readonly RuleSetting[];
  /** Beside our own rules those of the policies of other engines, by id in the form of `aliasKey`. */
  readonly foreign: ReadonlyMap<string, Rule>;
  /** What a rule's findings do whatever their severity, by rule id. */
  readonly effects: ReadonlyMap<string, 'deny' | 'warn'>;
  readonly conditions: readonly VulnerabilityCondition[];
  readonly thresholds: { readonly misconfiguration: Threshold; readonly vulnerability: Threshold };
  readonly registryFindings: RegistryFindings;
  /** null: what is attached to an image is not looked at. */
  readonly attachedSboms: SignerTrust | null;
  /** The same of VEX documents, with the fingerprints of the keys. */
  readonly attachedVex: (SignerTrust & { readonly fingerprints: ReadonlySet<Digest> }) | null;
  /** Whose signatures images must have. Empty: none are looked at. */
  readonly imageSignatures: readonly SignatureAsk[];
  readonly unknownSeverityAs: Severity;
  /** What `new` is measured against: `previous`, or an image's reference; null when nothing asks. */
  readonly baseline: string | null;
  /** What VEX documents call not affected or fixed has no effect; it stays visible. */
  readonly honoursVex: boolean;
  readonly honoursLinked: boolean;
  readonly mode: Mode;
  readonly actions: Actions;
  readonly waivers: WaiverSources;
  /** Evidence older than this is stale; null: never. */
  readonly maxEvidenceAgeSeconds: number | null;
  readonly maxAdvisoryAgeSeconds: number | null;
};
