import type { Digest } from '../model/digest.ts';
import type { Json } from '../model/json.ts';

/** What is loaded. `ecosystems` are those with at least one record, releases included (`Debian:12`). `builtAt` is RFC 3339. */
export type AdvisoryDatabase = { readonly digest: Digest; readonly builtAt: string; readonly ecosystems: ReadonlySet<string> };

/** One record's statement about one package, with what overlays know of its canonical id. `affected` is an `Affected` of lib/advisory. */
export type AdvisoryRow = {
  readonly id: string;
  readonly canonicalId: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly published: string | null;
  readonly affected: Json;
  /** Since when the record's fixes are known, at the latest; null when it has none. RFC 3339. */
  readonly fixKnownSince: string | null;
  readonly cvss: number | null;
  readonly epss: number | null;
  readonly kev: boolean;
};

/**
 * The advisory database, opened read-only. Synchronous, because a lookup takes microseconds and an image asks for hundreds.
 * `database` is null when none is loaded: that is a gap, never "nothing found". Throws AppError `unavailable` when the file cannot be read.
 */
export type Advisories = {
  database(): AdvisoryDatabase | null;
  lookup(ecosystem: string, name: string): readonly AdvisoryRow[];
  /** What VEX documents say of an issue, each a `VexStatement` of lib/advisory. Absent: nothing is said of any. */
  statements?(issue: Pick<AdvisoryRow, 'canonicalId' | 'aliases'>): readonly Json[];
};

/** What is known of one issue: each record that speaks of it, and which packages it names. `affected` is as in `AdvisoryRow`. */
export type AdvisoryIssue = {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly kev: boolean;
  readonly epss: number | null;
  readonly records: readonly {
    readonly id: string;
    readonly summary: string;
    readonly published: string | null;
    readonly modified: string | null;
    readonly cvss: number | null;
  }[];
  readonly packages: readonly { readonly ecosystem: string; readonly name: string; readonly affected: Json }[];
};

/** Issues by any of their ids. Undefined for one that the loaded database does not have. */
export type AdvisoryIssues = { issue(id: string): AdvisoryIssue | undefined };

export type ChangedPackage = { readonly ecosystem: string; readonly name: string };

/** What the loaded database says otherwise than an older one; everything when there was none, or it is gone. Empty when none is loaded. */
export type AdvisoryChanges = { changedSince(before: Digest | null): Promise<readonly ChangedPackage[]> };
