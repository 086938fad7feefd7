/** One OSV record, reduced to what matching and policies use. Source: OSV schema 1.7, https://ossf.github.io/osv-schema/. Times are RFC 3339. */
export type Advisory = {
  readonly id: string;
  readonly aliases: readonly string[];
  /** Ids that this record restates for a distribution: a DSA's CVEs. */
  readonly upstream: readonly string[];
  readonly summary: string;
  readonly published: string | null;
  readonly modified: string | null;
  readonly withdrawn: string | null;
  readonly affected: readonly Affected[];
  /** GIT ranges, which say nothing about package versions. */
  readonly ignoredRanges: number;
};

/** `scores` are CVSS vectors, `word` the source's own rating, `fixState` what a distribution says of the fix. */
export type Affected = {
  readonly ecosystem: string;
  readonly name: string;
  readonly ranges: readonly Range[];
  readonly versions: readonly string[];
  readonly scores: readonly Score[];
  readonly word: string | null;
  readonly fixState: string | null;
  /** Go: the packages inside the module that hold the flaw; empty when the record names none. */
  readonly imports: readonly GoImport[];
  /** The module and stream that the fix was built in (`nodejs:16`), as the bulletin names it. */
  readonly module?: string;
};

/** `systems` and `architectures`: the values of GOOS and GOARCH for which the package has the flaw; empty for all. */
export type GoImport = { readonly path: string; readonly systems: readonly string[]; readonly architectures: readonly string[] };

export type Score = { readonly type: 'CVSS_V2' | 'CVSS_V3' | 'CVSS_V4'; readonly vector: string };

export type Range = { readonly kind: 'semver' | 'ecosystem'; readonly events: readonly RangeEvent[] };

/** `introduced: '0'` is before every version. */
export type RangeEvent = { readonly kind: 'introduced' | 'fixed' | 'last-affected' | 'limit'; readonly version: string };
