import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCandidate } from '../../../lib/image/attached/candidate.ts';
import { openContent } from '../../../lib/image/attached/statement.ts';
import { fingerprintOf, publicKey } from '../../../lib/image/attached/trust.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { parsePolicy } from '../../../lib/policy/parse.ts';
import { bom, envelopeOf, pemOf, statementOf } from './signed.ts';

const image = sha256('image');
const index = sha256('index');
const pairs = {
  'EC P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'EC P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  Ed25519: generateKeyPairSync('ed25519'),
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const ec = pairs['EC P-256'];
const trusting = (...keys: readonly KeyObject[]) => ({ keys: keys.map(pemOf), identities: [], unsigned: false });
const read = (document: object, trust = trusting(ec.publicKey)) =>
  readCandidate(openContent(JSON.stringify(document)), [image, index], trust);
const why = (document: object, trust = trusting(ec.publicKey)): string => {
  const found = read(document, trust);
  return found.kind === 'refused' ? found.why : found.kind;
};

describe('an attached bill of materials', () => {
  it.each(Object.entries(pairs))('counts when a trusted key of %s has signed it', (_name, { privateKey, publicKey: key }) => {
    const found = read(envelopeOf(statementOf(image), privateKey), trusting(ec.publicKey, key));
    expect(found).toMatchObject({ kind: 'sbom', signers: [sha256(key.export({ type: 'spki', format: 'der' }))] });
  });

  it('comes in every form that cosign writes', () => {
    const wrapped = [statementOf(image, { Data: JSON.stringify(bom) }), statementOf(index), statementOf(image, JSON.stringify(bom))];
    for (const statement of wrapped) expect(why(envelopeOf(statement, ec.privateKey))).toBe('sbom');
    const bundle = {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      dsseEnvelope: envelopeOf(statementOf(image), ec.privateKey),
    };
    expect(why(bundle)).toBe('sbom');
  });

  it('does not count when its signature is another’s, of other bytes or of another type', () => {
    const good = envelopeOf(statementOf(image), ec.privateKey);
    const other = envelopeOf(statementOf(image), generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    const changed = Buffer.from(JSON.stringify(statementOf(image, { ...bom, components: [] }))).toString('base64');
    const bare = { ...good, signatures: [{ sig: sign('sha256', Buffer.from(good.payload, 'base64'), ec.privateKey).toString('base64') }] };
    for (const each of [other, { ...good, payload: changed }, bare, { ...good, signatures: [] }, { ...good, signatures: 'x' }])
      expect(why(each)).toBe('no key that the policy trusts has signed it');
    expect(why({ ...good, payloadType: 'application/json' })).toBe('other');
  });

  it('tells every trusted key that has signed it', () => {
    const [one, two] = [envelopeOf(statementOf(image), ec.privateKey), envelopeOf(statementOf(image), pairs.Ed25519.privateKey)];
    const both = { ...one, signatures: [...one.signatures, ...two.signatures] };
    const found = read(both, trusting(pairs.Ed25519.publicKey, pairs.RSA.publicKey, ec.publicKey));
    expect(found).toMatchObject({ kind: 'sbom', signers: [fingerprintOf(pairs.Ed25519.publicKey), fingerprintOf(ec.publicKey)] });
  });

  it('does not count for another image, whoever signed it', () => {
    expect(why(envelopeOf(statementOf(sha256('another')), ec.privateKey))).toBe('it is about another image');
    expect(why(statementOf(sha256('another')), { keys: [], identities: [], unsigned: true })).toBe('it is about another image');
  });

  it('counts unsigned only where the policy says so', () => {
    for (const document of [bom, statementOf(image)]) {
      expect(why(document)).toBe('nobody has signed it');
      expect(read(document, { keys: [], identities: [], unsigned: true })).toMatchObject({ kind: 'sbom', signers: [null] });
    }
  });

  it('is something else when it states something else', () => {
    expect(
      why({ ...statementOf(image), predicateType: 'https://slsa.dev/provenance/v1' }, { keys: [], identities: [], unsigned: true }),
    ).toBe('other');
    expect(why(envelopeOf(statementOf(image, { a: 1 }), ec.privateKey))).toBe('it holds no bill of materials of a known form');
    expect(why(envelopeOf(statementOf(image, { ...bom, serialNumber: '\0' }), ec.privateKey))).toBe('the character NUL stands in a text');
  });

  it('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((text) => JSON.stringify({ payload: text, payloadType: 'application/vnd.in-toto+json' })),
        ),
        (text) => {
          readCandidate(openContent(text), [image], trusting(ec.publicKey));
        },
      ),
    );
  });
});

describe('the keys of a policy', () => {
  const policy = (attachedSboms: object) =>
    parsePolicy(JSON.stringify({ apiVersion: 'plimsoll.dev/v1', kind: 'Policy', metadata: { name: 'a' }, spec: { attachedSboms } }));

  it('are public keys that signatures can be checked with', () => {
    expect(() => policy({ keys: Object.values(pairs).map((pair) => pemOf(pair.publicKey)) })).not.toThrow();
  });

  it.each([
    ['no key', 'hello'],
    ['a private key', ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['a key of 1024 bits', pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)],
    ['a key for agreements', pemOf(generateKeyPairSync('x25519').publicKey)],
    ['a curve that nobody signs with', pemOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey)],
  ])('%s is refused', (_name, key) => {
    expect(publicKey(key)).toBeUndefined();
    expect(() => policy({ keys: [key] })).toThrow(expect.objectContaining({ code: 'invalid-policy' }));
  });
});
