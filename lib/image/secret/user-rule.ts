/**
 * A kind of secret that a team adds. `literals`: what stands in each such secret, 3 characters or more; only around them is looked. `pattern`: RE2
 * syntax; the secret is its group `value`, else the whole match, and 1024 characters at most. `paths`: globs of the files where it counts, default all.
 */
export type UserRule = {
  readonly id: string;
  readonly title: string;
  readonly literals: readonly string[];
  readonly pattern: string;
  readonly paths?: readonly string[] | undefined;
  readonly minEntropy?: number | undefined;
};
