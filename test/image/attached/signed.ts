import { type KeyObject, sign } from 'node:crypto';
import type { Digest } from '../../../lib/model/digest.ts';

export const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [
    { type: 'library', name: 'left-pad', version: '1.3.0', purl: 'pkg:npm/left-pad@1.3.0' },
    { type: 'library', name: 'seen', version: '1.0.0', purl: 'pkg:npm/seen@1.0.0' },
  ],
};

export const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

export const statementOf = (digest: Digest, predicate: unknown = bom) => ({
  _type: 'https://in-toto.io/Statement/v0.1',
  subject: [{ name: 'app', digest: { sha256: digest.slice('sha256:'.length) } }],
  predicateType: 'https://cyclonedx.org/bom',
  predicate,
});

const hashes: { readonly [curve: string]: string } = { prime256v1: 'sha256', secp384r1: 'sha384' };

/** As `cosign attest --key` does. Source: DSSE, protocol.md. */
export const envelopeOf = (statement: object, key: KeyObject) => {
  const payload = Buffer.from(JSON.stringify(statement));
  const payloadType = 'application/vnd.in-toto+json';
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);
  const { namedCurve } = key.asymmetricKeyDetails ?? {};
  const hash = key.asymmetricKeyType === 'ed25519' ? null : namedCurve ? hashes[namedCurve] : 'sha256';
  return { payload: payload.toString('base64'), payloadType, signatures: [{ keyid: '', sig: sign(hash, signed, key).toString('base64') }] };
};
