import type { SerializedBundle } from '@sigstore/bundle';
import type { SignedEntity } from '@sigstore/verify';
import { AppError } from '../../model/error.ts';
import { type JsonObject, listAt, objectIn } from '../../model/json.ts';
import type { Identity } from './identity.ts';

/** Who signed, and the bytes that he signed the statement as; or why nobody can be believed to have. */
export type Keyless =
  | { readonly kind: 'signed'; readonly identity: Identity; readonly payload: Uint8Array }
  | { readonly kind: 'refused'; readonly why: string };

/** What a bundle does not hold: the bytes that were signed, where it signs no statement, and those that a timestamp authority was shown, where not the signature. */
export type Beside = { readonly message?: Uint8Array; readonly stamped?: Uint8Array };

/** Whose certificates, log entries and timestamps are believed. `signerOf` takes a sigstore bundle, asks nobody, and never throws. */
export type TrustedRoot = { signerOf(bundle: JsonObject, beside?: Beside): Keyless };

const longest = 1024 * 1024;
/** The library compares each time with each other. Source: sigstore/sigstore-go, pkg/verify: `maxAllowedTlogEntries`, `maxAllowedTimestamps`. */
const mostTimes = 32;
const control = /\p{Cc}/u;

/**
 * A trusted root as sigstore's tools write it (`cosign trusted-root create`, `gh attestation trusted-root`). Each part that it names is asked for: a log of
 * signatures, a log of certificates. Throws AppError `invalid-request`. Source: sigstore/protobuf-specs, TrustedRoot.
 */
export const openTrustedRoot = async (text: string, name: string): Promise<TrustedRoot> => {
  const document = text.length > longest ? undefined : objectIn(text);
  if (!document || listAt(document, 'certificateAuthorities').length === 0) throw refusal(name, 'no trusted root of sigstore');
  // Most policies trust keys alone, and need not wait for this.
  const [{ bundleFromJSON }, { TrustedRoot }, { toSignedEntity, toTrustMaterial, Verifier }] = await Promise.all([
    import('@sigstore/bundle'),
    import('@sigstore/protobuf-specs'),
    import('@sigstore/verify'),
  ]);
  const verifier = (() => {
    try {
      const root = toTrustMaterial(TrustedRoot.fromJSON(document));
      if (root.tlogs.length + root.timestampAuthorities.length === 0)
        throw new Error('it names neither a log nor a timestamp authority, so that nothing tells when something was signed');
      return new Verifier(root, { tlogThreshold: Math.min(root.tlogs.length, 1), ctlogThreshold: Math.min(root.ctlogs.length, 1) });
    } catch (error) {
      throw refusal(name, messageOf(error));
    }
  })();
  const seen = new WeakMap<JsonObject, Keyless>();
  const signerOf = (bundle: JsonObject, { message, stamped }: Beside): Keyless => {
    try {
      const read = bundleFromJSON(bundleOf(bundle));
      const { tlogEntries, timestampVerificationData } = read.verificationMaterial;
      if (tlogEntries.length + (timestampVerificationData?.rfc3161Timestamps.length ?? 0) > mostTimes)
        return { kind: 'refused', why: `its bundle has more than ${mostTimes} entries of logs and timestamps` };
      const payload = read.content.$case === 'dsseEnvelope' ? read.content.dsseEnvelope.payload : message;
      if (payload === undefined) return { kind: 'refused', why: 'its bundle holds no statement' };
      const entity = toSignedEntity(read, message && Buffer.from(message));
      const { identity } = verifier.verify(stamped ? { ...entity, signature: stampedOver(entity.signature, stamped) } : entity);
      const [subject, issuer] = [identity?.subjectAlternativeName, identity?.extensions?.issuer];
      if (!subject || !issuer || control.test(subject + issuer)) return { kind: 'refused', why: 'its certificate names nobody' };
      return { kind: 'signed', identity: { issuer, subject }, payload };
    } catch (error) {
      return { kind: 'refused', why: `its certificate or its entry in the log is not to be believed: ${messageOf(error)}` };
    }
  };
  return {
    // A document may be asked about as a bill of materials and as VEX.
    signerOf: (bundle, beside = {}) => {
      const known = seen.get(bundle) ?? signerOf(bundle, beside);
      seen.set(bundle, known);
      return known;
    },
  };
};

/** The library asks a timestamp of `signature`, and compares and checks by the functions. */
const stampedOver = (content: SignedEntity['signature'], stamped: Uint8Array): SignedEntity['signature'] => ({
  signature: Buffer.from(stamped),
  compareSignature: (signature) => content.compareSignature(signature),
  compareDigest: (digest) => content.compareDigest(digest),
  verifySignature: (key) => content.verifySignature(key),
});

/** Holds because `bundleFromJSON` checks each part and throws of what is none. */
const bundleOf = (document: JsonObject): SerializedBundle => document as unknown as SerializedBundle;

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200);

const refusal = (name: string, message: string): AppError =>
  new AppError('invalid-request', `${name}: ${message}`, { places: [{ file: name, message }] });
