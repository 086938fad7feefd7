import type { TrustedRoot } from '../image/attached/root.ts';
import type { SecretRules } from '../image/secret/search.ts';
import type { AdvisoryMatches, ImageEvidence } from '../model/evidence.ts';
import type { Waiver } from '../model/waiver.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { ChangeFacts } from '../policy/mapping.ts';
import type { Deps } from '../ports/deps.ts';
import type { VendorFindings } from '../ports/vendor-findings.ts';
import type { Baseline } from '../verdict/baseline.ts';
import type { EndReason, ScanRecord, ScanState, TerminalState } from './record.ts';
import type { HeldScan } from './store.ts';

/** `named`: `previous`, or a reference. `before`: an image that was judged later is none to be measured against. */
export type BaselineQuestion = {
  readonly tenant: string;
  readonly subject: number;
  readonly image: ImageEvidence;
  readonly named: string;
  readonly before: string;
};

/** What judging needs beside the evidence. `policies`: all that the change must satisfy; throws AppError `not-found` for a name that nobody has stored. */
export type Judging = {
  policies(tenant: string, facts: ChangeFacts, name: string | null): Promise<readonly CompiledPolicy[]>;
  waivers(tenant: string): Promise<readonly Waiver[]>;
  /** `subject` is the place of the image among the subjects. */
  advisories(evidence: ImageEvidence, subject: number): Promise<AdvisoryMatches>;
  /** What a policy measures an image against; undefined when there is nothing, and everything is new then. */
  baseline?(question: BaselineQuestion): Promise<Baseline | undefined>;
  /** The scanners of registries, where the home has any. */
  readonly vendor?: VendorFindings;
};

export type ScanSettings = {
  readonly judging: Judging;
  /** How long a worker that was killed keeps others from its scan; it renews the lease while it works. */
  readonly leaseMs: number;
  /** Kinds of secret that are looked for in images beside the built-in ones. */
  readonly secretRules?: SecretRules;
  /** What identities that a policy trusts are checked by; asked for when one does. */
  readonly trustedRoot?: () => Promise<TrustedRoot | undefined>;
};

export type StepContext = {
  readonly deps: Deps;
  readonly settings: ScanSettings;
  readonly held: HeldScan;
  readonly signal: AbortSignal;
};

/**
 * `wait`: the same step again later, for something outside that is under way; it does not count as a failure. `written`: the step has saved
 * its result by itself. `conflict`: somebody else has moved the scan on meanwhile. `stopped`: the signal was raised, and nothing is to be saved.
 */
export type StepOutcome =
  | { readonly kind: 'next'; readonly state: ScanState; readonly change?: Partial<ScanRecord> }
  | { readonly kind: 'end'; readonly state: TerminalState; readonly reason: EndReason }
  | { readonly kind: 'retry'; readonly afterSeconds: number; readonly reason: EndReason }
  | { readonly kind: 'wait'; readonly afterSeconds: number; readonly change: Partial<ScanRecord> }
  | { readonly kind: 'written' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'stopped' };

export type Step = (context: StepContext) => Promise<StepOutcome>;
