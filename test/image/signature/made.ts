import { createHash, type KeyObject, sign } from 'node:crypto';
import type { Digest } from '../../../lib/model/digest.ts';
import type { authority, Envelope } from '../attached/authority.ts';

export const simpleSigning = 'application/vnd.dev.cosign.simplesigning.v1+json';

/** Source: sigstore/cosign, specs/SIGNATURE_SPEC.md. */
export const payloadOf = (digest: string, optional: object | null = null): Buffer =>
  Buffer.from(
    JSON.stringify({
      critical: {
        identity: { 'docker-reference': 'registry.test/app' },
        image: { 'docker-manifest-digest': digest },
        type: 'cosign container image signature',
      },
      optional,
    }),
  );

export type Layer = { readonly bytes: Buffer; readonly mediaType: string; readonly annotations: { readonly [name: string]: string } };

/** A layer of a `.sig` manifest, as `cosign sign --key` of version 2 writes it. */
export const signatureLayer = (payload: Buffer, key: KeyObject, more: Layer['annotations'] = {}): Layer => ({
  bytes: payload,
  mediaType: simpleSigning,
  annotations: {
    'dev.cosignproject.cosign/signature': sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', payload, key).toString('base64'),
    ...more,
  },
});

/** As `signatureLayer`, with a certificate and the log's promise instead of a key that somebody knows. */
export const keylessLayer = (by: ReturnType<typeof authority>, payload: Buffer, key: KeyObject, leaf: Buffer): Layer => {
  const { annotations, ...layer } = signatureLayer(payload, key);
  const signature = annotations['dev.cosignproject.cosign/signature'] ?? '';
  const entry = by.promise({
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: 'sha256', value: createHash('sha256').update(payload).digest('hex') } },
      signature: { content: signature, publicKey: { content: Buffer.from(pem(leaf)).toString('base64') } },
    },
  });
  return { ...layer, annotations: { ...annotations, ...kept(leaf, entry) } };
};

/** What cosign 2 keeps beside an envelope that it has attached. */
export const keylessAnnotations = (by: ReturnType<typeof authority>, envelope: Envelope, leaf: Buffer): Layer['annotations'] =>
  kept(leaf, by.enter(envelope, leaf));

type Entry = ReturnType<ReturnType<typeof authority>['promise']>;

const kept = (leaf: Buffer, entry: Entry): Layer['annotations'] => ({
  'dev.sigstore.cosign/certificate': pem(leaf),
  'dev.sigstore.cosign/bundle': JSON.stringify({
    SignedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp,
    Payload: {
      body: entry.canonicalizedBody,
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logID: Buffer.from(entry.logId.keyId, 'base64').toString('hex'),
    },
  }),
});

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

export const tagOf = (digest: Digest, suffix: string): string => `${digest.replace(':', '-')}.${suffix}`;
