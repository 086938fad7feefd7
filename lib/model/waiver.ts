import type { Digest } from './digest.ts';

/** What a waiver covers. Every member that is set must match; a waiver needs at least `rule`, `fingerprint` or `package`. */
export type WaiverScope = {
  /** A rule id, an alias of any tool, or a vulnerability id. */
  readonly rule?: string;
  readonly fingerprint?: Digest;
  /** A purl; qualifiers and, when it has none, the version are not compared. */
  readonly package?: string;
  /** A glob over the location's file or path. */
  readonly path?: string;
  /** Lines of a source file, both included: what a comment in it covers. */
  readonly lines?: { readonly first: number; readonly last: number };
  readonly image?: Digest;
  readonly repository?: string;
  readonly namespace?: string;
  readonly environment?: string;
  readonly object?: string;
  readonly container?: string;
};

/** A decision to accept a finding. Times are RFC 3339 UTC. `origin` tells a stored waiver from one written in the source. */
export type Waiver = {
  readonly id: string;
  readonly scope: WaiverScope;
  readonly reason: string;
  readonly author: string;
  readonly ticket?: string;
  readonly expiresAt?: string;
  readonly untilFixed?: boolean;
  readonly origin: 'stored' | 'annotation' | 'comment' | 'file';
};

/** A time that cannot be read has passed: nothing is accepted for ever by a typing mistake. */
export const isExpired = ({ expiresAt }: Pick<Waiver, 'expiresAt'>, now: number): boolean => {
  if (expiresAt === undefined) return false;
  const at = timeOf(expiresAt);
  return Number.isNaN(at) || at <= now;
};

/** Only of what is written as RFC 3339: engines read `Tue 1 Mar 2030`, too. */
const timeOf = (text: string): number => (/^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN);

/** The end of a day that sources name as `2027-01-31`: the day itself still counts. A text that is no day stays itself, and has passed. */
export const endOfDay = (day: string): string => {
  const at = timeOf(`${day}T23:59:59Z`);
  // 30 February is read as a day of March.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day) ? `${day}T23:59:59Z` : day.slice(0, 40);
};

/** What to say of a waiver in the sources that has ended. */
export const endedText = ({ scope, expiresAt = '' }: Waiver): string =>
  Number.isNaN(timeOf(expiresAt))
    ? `“${expiresAt}” is no date until which ${scope.rule} could be ignored; write 2027-01-31`
    : `${scope.rule} is not ignored any more: that was until ${expiresAt.slice(0, 10)}`;
