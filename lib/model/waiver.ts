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
  const at = Date.parse(expiresAt);
  return Number.isNaN(at) || at <= now;
};

/** What to say of a waiver in the sources that has ended. */
export const endedText = ({ scope, expiresAt = '' }: Waiver): string =>
  Number.isNaN(Date.parse(expiresAt))
    ? `${expiresAt.slice(0, 10)} is no date until which ${scope.rule} could be ignored`
    : `${scope.rule} is not ignored any more: that was until ${expiresAt.slice(0, 10)}`;
