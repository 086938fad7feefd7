import type { Digest } from './digest.ts';
import type { VexMark } from './finding.ts';

/** Why a statement changed nothing, from the most to the least likely slip of its author. */
export type WhyUnmatched = 'product-unreadable' | 'product-not-there' | 'issue-not-found';

/** `components`: parts of the product that alone are meant. */
export type UnmatchedVexStatement = {
  readonly ids: readonly string[];
  readonly status: VexMark['status'];
  readonly product: string;
  readonly components: readonly string[];
  readonly why: WhyUnmatched;
};

/**
 * What a document that is attached to an image says of it without effect. `statements`: the first of them, `total`: how many there are. `ignored`: what could not
 * be taken for a statement, counted by reason. `keys`: SHA-256 of the public keys that signed it; null: it counts unsigned.
 */
export type UnmatchedVex = {
  readonly document: string;
  readonly author: string;
  readonly artifact: Digest;
  readonly keys: readonly (Digest | null)[];
  readonly total: number;
  readonly statements: readonly UnmatchedVexStatement[];
  readonly ignored: { readonly [reason: string]: number };
};

/** As a verdict keeps it: of one subject, with the key for whose sake the policy hears the document. */
export type UnheardVex = Omit<UnmatchedVex, 'keys'> & { readonly subject: number; readonly key: Digest | null };

const reasons: { readonly [why in WhyUnmatched]: string } = {
  'product-unreadable': 'its product is named in a way that no image shows',
  'product-not-there': 'neither the image nor a package of it is this product in this version',
  'issue-not-found': 'the package is there and the issue was not found in it',
};

export const whyUnmatched = (why: WhyUnmatched): string => reasons[why];
