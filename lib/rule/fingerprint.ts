import { type Digest, digestOf } from '../model/digest.ts';

/** What makes two findings the same statement about the same place in two runs: no line, no message, no layer digest. */
export type Identity = {
  readonly rule: string;
  readonly object?: string;
  readonly container?: string;
  readonly place: readonly string[];
  readonly package?: string;
  readonly discriminator?: string;
};

/** `occurrence` tells equal statements about equal places of one subject apart, as in a file with the same instruction twice. */
export const fingerprintOf = (identity: Identity, occurrence = 0): Digest =>
  digestOf(occurrence === 0 ? identity : { ...identity, occurrence });
