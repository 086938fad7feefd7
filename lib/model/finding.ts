import type { Digest } from './digest.ts';
import type { Location } from './location.ts';
import type { Patch } from './patch.ts';
import type { Severity } from './severity.ts';

/** The package that a vulnerability finding is about. `fixedIn` is null when no fixed version is known. */
export type AffectedPackage = {
  readonly purl: string;
  readonly name: string;
  readonly version: string;
  readonly fixedIn: string | null;
  readonly path?: string;
};

/** What is known of a vulnerability beside its severity; policies decide on these. Scores: CVSS 0 to 10, EPSS 0 to 1. */
export type VulnerabilityFacts = {
  readonly id: string;
  readonly cvss?: number;
  readonly epss?: number;
  readonly kev?: boolean;
  readonly published?: string;
  readonly fixPublished?: string;
  readonly vendorStatus?: string;
};

/**
 * One rule's statement about one place in a subject. `subject` indexes the subjects of the same change.
 * Members that do not apply are there as `undefined`: tens of thousands of findings of one shape take half the time of as many in twenty.
 * `fingerprint` stays the same when lines move or a message is reworded: rule, object, container, pointer or path, package.
 */
export type Finding = {
  readonly rule: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  readonly remediation: string;
  readonly subject: number;
  readonly object?: string | undefined;
  readonly container?: string | undefined;
  readonly location: Location;
  readonly package?: AffectedPackage | undefined;
  readonly vulnerability?: VulnerabilityFacts | undefined;
  readonly patch: Patch | null;
  readonly fingerprint: Digest;
};

/** What a rule could not judge, and why. It is never read as clean. */
export type NotEvaluated = {
  readonly rule: string;
  readonly subject: number;
  readonly object?: string;
  readonly container?: string;
  readonly reason: string;
};
