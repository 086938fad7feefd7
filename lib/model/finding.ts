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

/** What the scanner of the image's registry says of the same vulnerability. `completedAt`: of its scan, RFC 3339. */
export type RegistryFacts = {
  readonly source: 'ecr-basic' | 'ecr-enhanced';
  readonly id: string;
  readonly url?: string;
  readonly score?: number;
  readonly completedAt?: string;
};

/**
 * What is known of a vulnerability beside its severity; policies decide on these. Scores: CVSS 0 to 10, EPSS 0 to 1.
 * The last three are there where the registry's own scanner has spoken; a severity is null where that source has not found it.
 */
export type VulnerabilityFacts = {
  readonly id: string;
  readonly cvss?: number;
  readonly epss?: number;
  readonly kev?: boolean;
  readonly published?: string;
  readonly fixPublished?: string;
  readonly vendorStatus?: string;
  readonly foundBy?: 'own' | 'registry' | 'both';
  readonly severities?: { readonly own: Severity | null; readonly registry: Severity | null };
  readonly registry?: RegistryFacts;
  readonly vex?: VexMark;
  /** What documents that are attached to the image say, of each signer the latest, newest first; `vex` is then absent until a policy has chosen. */
  readonly attachedVex?: readonly VexMark[];
  /** Go: whether the program has the packages that the advisory names; absent where nobody can tell. */
  readonly linked?: boolean;
  /** Whether the package came with the base image. */
  readonly layer?: 'base' | 'own';
  /** Not in what the policy measures against; absent when it does not. */
  readonly isNew?: boolean;
};

/** What a VEX document says of this issue in this package. `document` is its id, or its file where it has none. */
export type VexMark = {
  readonly status: 'not_affected' | 'affected' | 'fixed' | 'under_investigation';
  readonly document: string;
  readonly author?: string;
  readonly justification?: string;
  readonly note?: string;
  /** The document is attached to the image; only a policy that trusts its signer takes it. `key`: SHA-256 of the public key; null: nobody has signed it. */
  readonly attached?: { readonly artifact: Digest; readonly key: Digest | null };
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
  /** What the finding may do, where its rule's author says so of this one; else what the policy says of the rule. */
  readonly ownMode?: 'enforce' | 'warn' | 'audit' | undefined;
};

/** What a rule could not judge, and why. It is never read as clean. */
export type NotEvaluated = {
  readonly rule: string;
  readonly subject: number;
  readonly object?: string;
  readonly container?: string;
  readonly reason: string;
};
