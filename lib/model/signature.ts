import type { Digest } from './digest.ts';

/**
 * What is attached to an image as signatures, as it was found; whose they are is asked of each policy when it judges. `digests`: of the image and of its index,
 * either of which a signature may be about. `types`: patterns of the predicate types that were looked for beside signatures, as policies asked for them. `unread`: why the registry could not tell everything; null: it did. `unreadable`: what whoever pushed it made so.
 */
export type ImageSignatures = {
  readonly digests: readonly Digest[];
  readonly types: readonly string[];
  readonly found: readonly ImageSignature[];
  readonly unreadable: readonly string[];
  readonly unread: string | null;
};

/**
 * One signature or signed statement. `type`: of what is stated, `signature` for that the image is signed and no more. `about`: what it is of.
 * `annotations`: what the signer adds. `builder`: who has built the image, in provenance. `signed`: the bytes that were signed, and `signatures` of them, in base64.
 */
export type ImageSignature = {
  readonly artifact: Digest;
  readonly type: string;
  readonly about: readonly Digest[];
  readonly annotations: { readonly [name: string]: string };
  readonly builder: string | null;
  readonly signed: string;
  readonly signatures: readonly string[];
  readonly by: Signatory;
};

/** `key`: no certificate says who. `identity`: a certificate that a trusted root has proved does. `unproven`: one says so, and nothing proves it. */
export type Signatory =
  | { readonly kind: 'key' }
  | { readonly kind: 'identity'; readonly issuer: string; readonly subject: string }
  | { readonly kind: 'unproven'; readonly why: string; readonly claims: string | null };

/** Whom a policy trusts, as he was seen. `key`: SHA-256 of the public key (SPKI). */
export type TrustedSigner =
  | { readonly kind: 'key'; readonly key: Digest }
  | { readonly kind: 'identity'; readonly issuer: string; readonly subject: string };

/** A signature that counts: of whom, in which artifact, about which digest. `type` is as in `ImageSignature`. */
export type SignatureProof = {
  readonly type: string;
  readonly signer: TrustedSigner;
  readonly artifact: Digest;
  readonly about: Digest;
};
