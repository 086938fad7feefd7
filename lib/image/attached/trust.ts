import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Digest, sha256 } from '../../model/digest.ts';
import type { SignatureAsk } from '../signature/ask.ts';
import type { Identity } from './identity.ts';
import type { TrustedRoot } from './root.ts';

/** Which attached documents of a kind count. `keys`: public keys in PEM; `identities`: who signs without one; `unsigned`: those too that nobody has signed. */
export type SignerTrust = { readonly keys: readonly string[]; readonly identities: readonly Identity[]; readonly unsigned: boolean };

/**
 * What is looked for among all that is attached; null, or no ask: nothing of that kind. `root`: what identities are checked by, where the home has been given
 * one. Signatures are kept as they are found, and each policy asks again whose they are.
 */
export type AttachedTrust = {
  readonly sboms: SignerTrust | null;
  readonly vex: SignerTrust | null;
  readonly signatures?: readonly SignatureAsk[];
  readonly root?: TrustedRoot;
};

/** undefined: no public key of a kind that signatures are checked with. A private key is none, lest somebody publishes his in a policy. */
export const publicKey = (pem: string): KeyObject | undefined => {
  if (!/^\s*-----BEGIN PUBLIC KEY-----/.test(pem)) return undefined;
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' || hashOf(key) !== undefined ? key : undefined;
  } catch {
    return undefined;
  }
};

/** As sigstore's clients sign. Source: sigstore/protobuf-specs, PublicKeyDetails. */
const hashOf = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined => {
  if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? 'sha256' : undefined;
  if (asymmetricKeyType !== 'ec') return undefined;
  return { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' }[asymmetricKeyDetails?.namedCurve ?? ''];
};

/** SHA-256 of the key's SPKI form. */
export const fingerprintOf = (key: KeyObject): Digest => sha256(plain(key).export({ type: 'spki', format: 'der' }));

/** A point may be written whole or compressed, and is one key. Source: RFC 5480, section 2.2. */
const plain = (key: KeyObject): KeyObject =>
  key.asymmetricKeyType === 'ec' ? createPublicKey({ key: key.export({ format: 'jwk' }), format: 'jwk' }) : key;

/** The fingerprints of the keys that made one of the signatures. */
export const signersOf = (keys: readonly string[], signed: Uint8Array, signatures: readonly Uint8Array[]): readonly Digest[] =>
  [...new Set(keys)].flatMap((pem) => {
    const key = publicKey(pem);
    return key && signatures.some((signature) => isSigned(key, signed, signature)) ? [fingerprintOf(key)] : [];
  });

/** cosign 2 hashed by SHA-256 whatever the curve. Source: sigstore/cosign, pkg/signature. */
const isSigned = (key: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean => {
  const own = hashOf(key);
  const hashes = own === undefined || own === 'sha256' ? [own] : [own, 'sha256'];
  try {
    return hashes.some((hash) => verify(hash, signed, key, signature));
  } catch {
    return false;
  }
};
