import type { AdvisoryMatches, Evidence } from '../model/evidence.ts';
import type { Subject } from '../model/subject.ts';
import type { VendorEvidence } from '../model/vendor.ts';
import type { Waiver } from '../model/waiver.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { Baseline } from './baseline.ts';

/** A subject of the change for which there is no evidence, and why. */
export type MissingEvidence = {
  readonly subject: Subject;
  readonly why: 'unknown' | 'stale' | 'error' | 'unsupported';
  readonly reason: string;
};

/**
 * All that a verdict depends on. `subjects` of the verdict are the evidence's in order, then the missing ones'. `now` in milliseconds since the epoch.
 * `evaluate` (in `evaluate.ts`) is pure and total: the same input gives the same bytes, the order of waivers and findings does not matter.
 */
export type EvaluationInput = {
  readonly evidence: readonly Evidence[];
  readonly missing: readonly MissingEvidence[];
  readonly policy: CompiledPolicy;
  readonly waivers: readonly Waiver[];
  readonly advisories: readonly AdvisoryMatches[];
  /** What the images' registries found by themselves; absent where nobody asked. */
  readonly vendor?: readonly VendorEvidence[];
  /** By the policy's `baseline`. An image without one has everything new. */
  readonly baselines?: ReadonlyMap<string, readonly Baseline[]>;
  readonly environment: string | null;
  /** Of the objects that name none, when it is known. */
  readonly namespace?: string | null;
  readonly now: number;
};
