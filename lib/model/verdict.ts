import type { Digest } from './digest.ts';
import type { Finding, NotEvaluated } from './finding.ts';
import type { SignatureProof } from './signature.ts';
import type { Subject } from './subject.ts';
import type { UnheardVex } from './unmatched-vex.ts';

export const decisions = ['allow', 'warn', 'unknown', 'deny'] as const;
/** `deny` is a successful answer. `unknown`: could not be decided, and the policy did not say what to do then. */
export type Decision = (typeof decisions)[number];

export const modes = ['enforce', 'warn', 'audit'] as const;
/** What a finding may do: stop a change, warn about it, or only be recorded. */
export type Mode = (typeof modes)[number];

/** `effect` is what this finding did to the decision after threshold, mode and waiver. */
export type JudgedFinding = Finding & {
  readonly mode: Mode;
  readonly effect: 'deny' | 'warn' | 'none';
  readonly waiver: WaiverMark | null;
};

export type WaiverMark = {
  readonly id: string;
  readonly reason: string;
  readonly author: string;
  readonly expiresAt?: string;
  readonly origin: string;
};

export const reasonCodes = [
  'severity-threshold',
  'rule-denied',
  'vulnerability-denied',
  'subject-unknown',
  'evidence-stale',
  'evaluation-error',
  'subject-unsupported',
  'advisories-stale',
  'not-evaluated',
  'break-glass',
  'fail-open',
  'fail-closed',
  'dry-run',
  'scan-started',
  'waiver-ended',
  'waiver-refused',
  'not-worse',
  'worse-than-running',
  'running-unknown',
  'no-findings',
  'below-threshold',
  'not-affected',
  'not-linked',
  'audit-only',
  'waived',
  'registry-silent',
  'not-decisive',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/**
 * `subjects`: which parts of the change it is about, and how often, in a verdict of several; without it, all of them.
 * So each part can be answered for by its own reasons.
 */
export type Reason = {
  readonly code: ReasonCode;
  readonly effect: Decision;
  readonly message: string;
  readonly count?: number;
  readonly subjects?: readonly SubjectCount[];
};
export type SubjectCount = { readonly subject: number; readonly count: number };

/** Something in the input that could not be read; it did not stop the rest. */
export type InputProblem = {
  readonly code: string;
  readonly message: string;
  readonly subject: number;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly pointer?: string;
};

/** `signatures`: each different signer of each thing that must be signed. */
export type SignersOf = { readonly subject: number; readonly signatures: readonly SignatureProof[] };

/** Immutable: the digests of all that went in are part of it, so that it can be replayed. */
export type Verdict = {
  readonly decision: Decision;
  readonly policy: { readonly name: string; readonly digest: Digest };
  readonly evaluatedAt: string;
  readonly subjects: readonly Subject[];
  readonly findings: readonly JudgedFinding[];
  readonly reasons: readonly Reason[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly errors: readonly InputProblem[];
  /** What VEX documents that are attached to an image, and that the policy hears, say without effect; absent where there is none. */
  readonly unmatchedVex?: readonly UnheardVex[];
  /** Who of those whom the policy trusts has signed the images; absent where it asks for no signatures, and where nobody has. */
  readonly signers?: readonly SignersOf[];
  readonly inputs: {
    /** Of the images that it was measured against. */
    readonly baseline?: Digest;
    readonly evidence: readonly Digest[];
    readonly waivers: Digest;
    readonly advisories: Digest | null;
    /** Of what the images' registries said, where they were asked. */
    readonly registry?: Digest;
    readonly rules: string;
  };
};
