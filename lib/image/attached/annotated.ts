import { type Json, type JsonObject, numberAt, objectAt, objectIn, stringAt } from '../../model/json.ts';

/** What says who signed stands beside a content, in its descriptor. Source: sigstore/cosign, specs/SIGNATURE_SPEC.md. */
export type Annotations = { readonly [name: string]: string };

export const annotationOf = (annotations: Annotations | undefined, name: string): string | undefined =>
  annotations && Object.hasOwn(annotations, name) ? annotations[name] : undefined;

/**
 * A sigstore bundle of what cosign 2 keeps in annotations; undefined: there is no certificate. Bundle 0.1 asks of the log's entries a promise, and no proof, which is
 * what cosign kept. Source: sigstore/protobuf-specs, Bundle; cosign, pkg/cosign/bundle.
 */
export const bundleFrom = (annotations: Annotations | undefined, content: JsonObject): JsonObject | undefined => {
  const certificate = derOf(annotationOf(annotations, 'dev.sigstore.cosign/certificate') ?? '');
  if (certificate === undefined) return undefined;
  const entry = entryOf(objectIn(annotationOf(annotations, 'dev.sigstore.cosign/bundle') ?? ''));
  const stamp = stringAt(objectIn(annotationOf(annotations, 'dev.sigstore.cosign/rfc3161timestamp') ?? ''), 'SignedRFC3161Timestamp');
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes: certificate }] },
      tlogEntries: entry ? [entry] : [],
      ...(stamp !== undefined && { timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: stamp }] } }),
    },
    ...content,
  };
};

/** The first certificate's bytes, in base64. */
const derOf = (pem: string): string | undefined => {
  const [, body] = pem.slice(0, 64 * 1024).split('-----BEGIN CERTIFICATE-----');
  return body?.split('-----END CERTIFICATE-----')[0]?.replace(/\s+/g, '');
};

const entryOf = (kept: JsonObject | undefined): Json | undefined => {
  const said = objectAt(kept, 'Payload');
  const [promise, body, log] = [stringAt(kept, 'SignedEntryTimestamp'), stringAt(said, 'body'), stringAt(said, 'logID')];
  const [time, index] = [numberAt(said, 'integratedTime'), numberAt(said, 'logIndex')];
  if (promise === undefined || body === undefined || log === undefined || time === undefined || index === undefined) return undefined;
  const entry = objectIn(Buffer.from(body, 'base64').toString());
  return {
    logIndex: String(index),
    logId: { keyId: Buffer.from(log, 'hex').toString('base64') },
    kindVersion: { kind: stringAt(entry, 'kind') ?? '', version: stringAt(entry, 'apiVersion') ?? '' },
    integratedTime: String(time),
    inclusionPromise: { signedEntryTimestamp: promise },
    canonicalizedBody: body,
  };
};
