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
};
