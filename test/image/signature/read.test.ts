import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTrustedRoot } from '../../../lib/image/attached/root.ts';
import { readSignature, type SignatureReading } from '../../../lib/image/signature/read.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { authority, bundleOf, pair, signedAt } from '../attached/authority.ts';
import { envelopeOf, statementOf } from '../attached/signed.ts';
import { keylessLayer, type Layer, payloadOf, signatureLayer, simpleSigning } from './made.ts';

const image = sha256('image');
const ann = { issuer: 'https://accounts.example', subject: 'ann@acme.example' };
const ours = authority();
const signer = pair();
const leaf = ours.certify(ann, signer.publicKey);
const good = keylessLayer(ours, payloadOf(image), signer.privateKey, leaf);
const root = await openTrustedRoot(JSON.stringify(ours.trustedRoot), 'root');
const read = (layer: Layer): SignatureReading => readSignature(layer, { types: [], digests: [image], root });
const by = (layer: Layer): unknown => {
  const found = read(layer);
  return found.kind === 'signature' ? found.signature.by : found;
};
const unproven = { kind: 'unproven', claims: ann.subject, why: expect.stringMatching(/not to be believed/) };

describe('a signature without a key', () => {
  it('is of whom its certificate names', () => expect(by(good)).toEqual({ kind: 'identity', ...ann }));

  it.each<[string, Layer]>([
    ['of another payload', { ...good, bytes: payloadOf(sha256('other')) }],
    ['copied beside the payload of another', { ...good, bytes: payloadOf(image, { a: 1 }) }],
    [
      'with the entry of another signature',
      {
        ...good,
        annotations: {
          ...good.annotations,
          'dev.cosignproject.cosign/signature':
            signatureLayer(payloadOf(image), signer.privateKey).annotations['dev.cosignproject.cosign/signature'] ?? '',
        },
      },
    ],
    ['with an entry of no log', { ...good, annotations: { ...good.annotations, 'dev.sigstore.cosign/bundle': '{}' } }],
    ['by a key that the certificate is not of', keylessLayer(ours, payloadOf(image), pair().privateKey, leaf)],
    ['of another installation', keylessLayer(authority(), payloadOf(image), signer.privateKey, leaf)],
    [
      'after its certificate had ended',
      keylessLayer(
        ours,
        payloadOf(image),
        signer.privateKey,
        ours.certify(ann, signer.publicKey, new Date(signedAt.getTime() - 3_600_000)),
      ),
    ],
  ])('is unproven %s', (_title, layer) => expect(by(layer)).toMatchObject(unproven));

  it('is unproven with a certificate that ended, where nothing tells the time', () => {
    const { 'dev.sigstore.cosign/bundle': _, ...annotations } = good.annotations;
    expect(by({ ...good, annotations })).toMatchObject(unproven);
  });
});

it('keeps what the signer said, text by text', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const optional = JSON.parse('{"env":"prod","build":7,"__proto__":"x","deep":{"a":1}}');
  const found = read(signatureLayer(payloadOf(image, optional), privateKey));
  expect(found).toMatchObject({ kind: 'signature', signature: { about: [image], by: { kind: 'key' } } });
  const said = found.kind === 'signature' ? Object.entries(found.signature.annotations) : [];
  expect(said).toEqual([
    ['env', 'prod'],
    ['build', '7'],
    ['__proto__', 'x'],
  ]);
});

it.each(['predicateType', 'builder', 'annotations'])('takes no statement with the character NUL in its %s', (place) => {
  const predicateType = place === 'predicateType' ? 'https://slsa.dev/provenance/\0' : 'https://slsa.dev/provenance/v1';
  const statement = {
    ...statementOf(image, { builder: { id: place === 'builder' ? '\0' : 'b' } }),
    predicateType,
    ...(place === 'annotations' && { subject: [{ digest: { sha256: image.slice(7) }, annotations: { a: '\0' } }] }),
  };
  const bytes = Buffer.from(JSON.stringify(envelopeOf(statement, signer.privateKey)));
  const found = readSignature({ mediaType: 'application/vnd.dsse.envelope.v1+json', bytes }, { types: ['**'], digests: [image], root });
  expect(found).toEqual({ kind: 'unreadable', why: 'the character NUL stands in its statement' });
});

describe('a statement', () => {
  const digestOf = (of: string) => ({ sha256: of.slice('sha256:'.length) });
  const stated = (subject: readonly object[], predicateType = 'https://sigstore.dev/cosign/sign/v1', predicate: unknown = {}): Buffer => {
    const statement = { _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate };
    return Buffer.from(JSON.stringify(envelopeOf(statement, signer.privateKey)));
  };
  const found = (bytes: Buffer) => readSignature({ mediaType: '', bytes }, { types: ['**'], digests: [image, sha256('index')], root });

  it('about several images says of this one what it says of it', () => {
    const other = { digest: digestOf(sha256('other')), annotations: { env: 'prod', by: 'ann' } };
    const one = { digest: digestOf(image), annotations: { env: 'dev', team: 'a' } };
    const index = { digest: digestOf(sha256('index')), annotations: { env: 'prod', team: 'a' } };
    expect(found(stated([one, other]))).toMatchObject({ signature: { annotations: { env: 'dev', team: 'a' } } });
    expect(found(stated([other]))).toMatchObject({ signature: { annotations: {} } });
    // Of the image and its index both are true, so that neither may be chosen.
    expect(found(stated([one, index]))).toMatchObject({ signature: { annotations: { team: 'a' } } });
    expect(JSON.stringify(found(stated([one, index])))).not.toContain('env');
  });

  it('about a whole release is about this image, wherever it stands', () => {
    const others = Array.from({ length: 200 }, (_, at) => ({ digest: digestOf(sha256(String(at))) }));
    const release = found(stated([...others, { digest: digestOf(image) }]));
    const { about } = release.kind === 'signature' ? release.signature : { about: [] };
    expect([about.length, about[0]]).toEqual([50, image]);
  });

  it('that calls itself what signatures are called here is none', () => {
    expect(found(stated([{ digest: digestOf(image) }], 'signature'))).toEqual({ kind: 'other' });
  });

  it('has a type and a builder that a pattern can be held against', () => {
    const subject = [{ digest: digestOf(image) }];
    const slsa = 'https://slsa.dev/provenance/v1';
    const long = `https://builder.example/${'a'.repeat(1_000)}`;
    expect(found(stated(subject, slsa, { builder: { id: long.slice(0, 1_000) } }))).toMatchObject({
      signature: { builder: long.slice(0, 1_000) },
    });
    expect(found(stated(subject, slsa, { builder: { id: long } }))).toMatchObject({ signature: { builder: null } });
    expect(found(stated(subject, long))).toEqual({ kind: 'other' });
  });

  it('with thousands of entries is refused before they are compared', () => {
    const envelope = envelopeOf(statementOf(image), signer.privateKey);
    const entry = ours.enter(envelope, leaf);
    const entries = Array.from({ length: 33 }, (_, at) => ({ ...entry, integratedTime: String(at + 1) }));
    const readBundle = (many: readonly object[]) => found(Buffer.from(JSON.stringify(bundleOf(envelope, leaf, many))));
    expect(readBundle([entry])).toMatchObject({ signature: { by: { kind: 'identity' } } });
    expect(readBundle(entries)).toMatchObject({ signature: { by: { why: 'its bundle has more than 32 entries of logs and timestamps' } } });
  });
});

it('reads what is nested deeper than the stack', () => {
  const deep = `${'['.repeat(25_000)}${']'.repeat(25_000)}`;
  const payload = payloadOf(image, { a: 'deep', b: 1 }).toString().replace('"deep"', deep);
  expect(read(signatureLayer(Buffer.from(payload), signer.privateKey))).toMatchObject({ signature: { annotations: { b: '1' } } });
  const statement = JSON.stringify({ ...statementOf(image, 'deep'), predicateType: 'x' }).replace('"deep"', deep);
  expect(read({ ...good, mediaType: '', bytes: Buffer.from(statement) })).toEqual({ kind: 'other' });
});

it('is never more than an answer, whatever the bytes and what stands beside them', () => {
  const key: KeyObject = signer.privateKey;
  const names = Object.keys(good.annotations);
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json(), fc.constant(payloadOf(image).toString())),
      fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.json(), fc.constantFrom(...Object.values(good.annotations)))),
      fc.constantFrom(simpleSigning, 'application/vnd.dev.sigstore.bundle.v0.3+json', ''),
      (text, annotations, mediaType) => {
        const layer = { ...signatureLayer(Buffer.from(text), key), annotations, mediaType };
        expect(['signature', 'unreadable', 'other']).toContain(read(layer).kind);
      },
    ),
  );
});
