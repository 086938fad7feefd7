import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

// DER, as much of it as a certificate takes. Source: ITU-T X.690.
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const size =
    content.length < 128
      ? [content.length]
      : content.length < 256
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value));
const time = (at: Date): Buffer => text(0x18, `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`);
const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const groups = rest.flatMap((value) => {
    const bytes = [value & 127];
    for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 127) | 128);
    return bytes;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...groups]));
};
const name = (common: string): Buffer => sequence(der(0x31, sequence(oid('2.5.4.3'), text(0x0c, common))));
const extension = (id: string, value: Buffer, isCritical = false): Buffer =>
  sequence(oid(id), ...(isCritical ? [der(0x01, Buffer.from([255]))] : []), der(0x04, value));
const ecdsa = sequence(oid('1.2.840.10045.4.3.2'));
const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

export type Pair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
export const pair = (): Pair => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const year = 365 * 86_400_000;
export const signedAt = new Date('2026-05-01T12:00:00Z');

type Asked = {
  readonly subject: string;
  readonly key: KeyObject;
  readonly by: { readonly name: string; readonly key: KeyObject };
  readonly from: Date;
  readonly to: Date;
  readonly extensions: readonly Buffer[];
};

const certificate = ({ subject, key, by, from, to, extensions }: Asked): Buffer => {
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsa,
    name(by.name),
    sequence(time(from), time(to)),
    name(subject),
    spki(key),
    der(0xa3, sequence(...extensions)),
  );
  return sequence(body, ecdsa, der(0x03, Buffer.from([0]), sign('sha256', body, by.key)));
};

export type Person = { readonly issuer: string; readonly subject: string };

/** A maker of certificates and a log, both with keys of their own, as an installation of sigstore has them. */
export const authority = () => {
  const [ca, log] = [pair(), pair()];
  const logId = createHash('sha256').update(spki(log.publicKey)).digest();
  const root = certificate({
    subject: 'root',
    key: ca.publicKey,
    by: { name: 'root', key: ca.privateKey },
    from: new Date(signedAt.getTime() - year),
    to: new Date(signedAt.getTime() + year),
    // Basic constraints: a maker of certificates.
    extensions: [
      extension('2.5.29.19', sequence(der(0x01, Buffer.from([255]))), true),
      extension('2.5.29.15', der(0x03, Buffer.from([1, 6])), true),
    ],
  });
  /** An entry of the log, with its promise. Source: sigstore/rekor, "Signed Entry Timestamp". */
  const promise = (body: { readonly kind: string; readonly apiVersion: string; readonly spec: object }, at = signedAt) => {
    const canonicalizedBody = Buffer.from(JSON.stringify(body)).toString('base64');
    const integratedTime = Math.floor(at.getTime() / 1000);
    const promised = JSON.stringify({ body: canonicalizedBody, integratedTime, logID: logId.toString('hex'), logIndex: 7 });
    return {
      logIndex: '7',
      logId: { keyId: logId.toString('base64') },
      kindVersion: { kind: body.kind, version: body.apiVersion },
      integratedTime: String(integratedTime),
      inclusionPromise: { signedEntryTimestamp: sign('sha256', Buffer.from(promised), log.privateKey).toString('base64') },
      canonicalizedBody,
    };
  };
  return {
    promise,
    /** As `cosign trusted-root create` writes it. */
    trustedRoot: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [
        {
          baseUrl: 'https://rekor.example',
          hashAlgorithm: 'SHA2_256',
          publicKey: {
            rawBytes: spki(log.publicKey).toString('base64'),
            keyDetails: 'PKIX_ECDSA_P256_SHA_256',
            validFor: { start: '2025-01-01T00:00:00Z' },
          },
          logId: { keyId: logId.toString('base64') },
        },
      ],
      certificateAuthorities: [
        {
          subject: { organization: 'example', commonName: 'root' },
          uri: 'https://fulcio.example',
          certChain: { certificates: [{ rawBytes: root.toString('base64') }] },
          validFor: { start: '2025-01-01T00:00:00Z' },
        },
      ],
      ctlogs: [],
      timestampAuthorities: [],
    },
    /** Ten minutes of validity around the time of signing. Source of the numbers: sigstore/fulcio, docs/oid-info.md. */
    certify: ({ issuer, subject }: Person, key: KeyObject, from = new Date(signedAt.getTime() - 60_000)): Buffer =>
      certificate({
        subject: '',
        key,
        by: { name: 'root', key: ca.privateKey },
        from,
        to: new Date(from.getTime() + 600_000),
        extensions: [
          extension('2.5.29.17', sequence(text(subject.includes('@') && !subject.includes('/') ? 0x81 : 0x86, subject)), true),
          extension('1.3.6.1.4.1.57264.1.8', text(0x0c, issuer)),
        ],
      }),
    /** The log's entry of an envelope, with the log's promise. Source: sigstore/rekor, types/dsse 0.0.1 and "Signed Entry Timestamp". */
    enter: (envelope: Envelope, leaf: Buffer, at = signedAt) => {
      const [signature] = envelope.signatures;
      const body = {
        apiVersion: '0.0.1',
        kind: 'dsse',
        spec: {
          envelopeHash: { algorithm: 'sha256', value: createHash('sha256').update(JSON.stringify(envelope)).digest('hex') },
          payloadHash: { algorithm: 'sha256', value: createHash('sha256').update(Buffer.from(envelope.payload, 'base64')).digest('hex') },
          signatures: [{ signature: signature?.sig ?? '', verifier: leaf.toString('base64') }],
        },
      };
      return promise(body, at);
    },
  };
};

export type Envelope = { readonly payload: string; readonly payloadType: string; readonly signatures: readonly { readonly sig: string }[] };

/** Source: sigstore/protobuf-specs, Bundle 0.1, whose entries need a promise of the log and no proof. */
export const bundleOf = (envelope: Envelope, leaf: Buffer, entries: readonly object[]) => ({
  mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
  verificationMaterial: { x509CertificateChain: { certificates: [{ rawBytes: leaf.toString('base64') }] }, tlogEntries: entries },
  dsseEnvelope: { ...envelope, signatures: envelope.signatures.map(({ sig }) => ({ sig, keyid: '' })) },
});
