import type { Digest } from './digest.ts';
import type { Severity } from './severity.ts';

/** A package as the vendor names it. `type` is the vendor's package manager (`OS`, `GOMOD`), `layer` and `path` where it is, if it says so. */
export type VendorPackage = {
  readonly name: string;
  readonly version: string;
  readonly type: string | null;
  readonly path: string | null;
  readonly layer: Digest | null;
  readonly fixedIn: string | null;
};

/** `score` is a CVSS base score, or the vendor's own on the same scale. `suppressed`: somebody told the vendor to keep quiet about it. */
export type VendorFinding = {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly title: string;
  readonly url: string | null;
  readonly severity: Severity;
  readonly score: number | null;
  readonly packages: readonly VendorPackage[];
  readonly suppressed?: boolean;
};

/**
 * `complete`: these are the findings, possibly none. `pending`: ask again. `none`: there is no result and there will be none, with the reason;
 * it never means that the image is clean. `status` is the vendor's own word. `mayStart`: a scan that is asked for may help.
 */
export type VendorReport =
  | {
      readonly kind: 'complete';
      readonly source: 'ecr-basic' | 'ecr-enhanced';
      readonly status: string;
      readonly completedAt: string | null;
      readonly findings: readonly VendorFinding[];
    }
  | { readonly kind: 'pending'; readonly status: string; readonly reason: string }
  | { readonly kind: 'none'; readonly status: string; readonly reason: string; readonly mayStart?: boolean };

/** What the registry's own scanner said of one image when it was asked. `subject` is the place of the image among the subjects. */
export type VendorEvidence = { readonly subject: number; readonly observedAt: string; readonly report: VendorReport };
