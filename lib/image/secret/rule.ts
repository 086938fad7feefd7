/**
 * One kind of secret. It is looked for around each of its `literals` only: `pattern` sees at most `before` bytes ahead of the literal's end and
 * `after` behind, so that no content can make it slow. The secret is the group `value`, or else the whole match.
 */
export type SecretRule = {
  readonly id: string;
  readonly title: string;
  readonly literals: readonly string[];
  readonly pattern?: RegExp;
  /** In place of `pattern`: gets the window and where the literal ends in it. */
  readonly extract?: (window: string, end: number) => { readonly value: string; readonly start: number } | undefined;
  /** The literal starts the secret, so a letter or digit before it rules it out at once. */
  readonly standsAlone?: boolean;
  readonly before: number;
  readonly after: number;
  /** How many places of one file are looked at, where the rule's work is more than usual. */
  readonly mostPlaces?: number;
  /** A place of it takes long: all such rules together have a budget of places for a layer. */
  readonly isCostly?: boolean;
  readonly isReal?: (value: string, groups: { readonly [name: string]: string }) => boolean;
  /** Only in files of these names, whose path `where` accepts, or in files that came with no package (`own`). */
  readonly files?: readonly string[];
  readonly where?: (path: string) => boolean;
  readonly own?: boolean;
};

// Dependencies carry keys for their own tests, and documents show how to write them.
const shownOnly =
  /\.(md|rst|txt|html?|1|3|5|7|8)$|\.(dist|egg)-info\/|_test\.go$|(^|\/)(tests?|testdata|test-data|fixtures?|__tests__|spec|examples?|docs?|man|info|demo)\//i;
const dependencies =
  /(^|\/)(node_modules|site-packages|dist-packages|gems|bower_components|go\/pkg\/mod|\.m2|\.cargo\/registry)\/|^usr\/(share|lib|lib64|include|libexec|local\/lib|local\/go|local\/share)\/|^(lib|lib64)\/|^nix\/store\/|^opt\/java\//;

/** Files that came with a package and were not written for this image. */
export const isDependency = (path: string): boolean => dependencies.test(path);

/** Tests, examples and documents of dependencies: nothing in them is this image's secret. */
export const isShownOnly = (path: string): boolean => isDependency(path) && shownOnly.test(path);
