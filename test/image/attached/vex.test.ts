import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openContent } from '../../../lib/image/attached/statement.ts';
import { fingerprintOf } from '../../../lib/image/attached/trust.ts';
import { readVexCandidate } from '../../../lib/image/attached/vex.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { bom, envelopeOf, pemOf, statementOf } from './signed.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const image = sha256('image');
const index = sha256('index');
const openvex = { '@context': 'https://openvex.dev/ns/v0.2.0', statements: [] };
const said = (predicate: object = openvex, digest = image) => ({
  ...statementOf(digest, predicate),
  predicateType: 'https://openvex.dev/ns/v0.2.0',
});

const unknownKey = 'no key that the policy trusts has signed it';

const read = (document: object, trust: { unsigned?: boolean; keys?: readonly string[] } = { keys: [pemOf(publicKey)] }) =>
  readVexCandidate(openContent(JSON.stringify(document)), [image, index], {
    keys: trust.keys ?? [],
    identities: [],
    unsigned: trust.unsigned ?? false,
  });

describe('an attached VEX document', () => {
  it('counts when a trusted key has signed that it is about this image or its index', () => {
    const key = fingerprintOf(publicKey);
    expect(read(envelopeOf(said(), privateKey))).toMatchObject({ kind: 'vex', signers: [key], text: JSON.stringify(openvex) });
    expect(read(envelopeOf(said(openvex, index), privateKey))).toMatchObject({ kind: 'vex', signers: [key] });
  });

  it.each([
    ['of another image', envelopeOf(said(openvex, sha256('other')), privateKey), 'it is about another image'],
    ['that another has signed', envelopeOf(said(), generateKeyPairSync('ed25519').privateKey), unknownKey],
    [
      'that was changed after it was signed',
      { ...envelopeOf(said(), privateKey), payload: Buffer.from(JSON.stringify(said({ ...openvex, author: 'x' }))).toString('base64') },
      unknownKey,
    ],
    ['that nobody has signed', openvex, 'nobody has signed it'],
    ['in a statement that nobody has signed', said(), 'nobody has signed it'],
  ])('%s is refused, and why is said', (_, document, why) => expect(read(document)).toEqual({ kind: 'refused', why }));

  it.each([
    ['OpenVEX', openvex],
    ['CSAF', { document: { csaf_version: '2.0' } }],
    ['CycloneDX', { bomFormat: 'CycloneDX', vulnerabilities: [{ id: 'CVE-2026-1' }] }],
    ['a statement', said()],
  ])('unsigned counts where the policy says so: %s', (_, document) => {
    expect(read(document, { unsigned: true })).toMatchObject({ kind: 'vex', signers: [null] });
  });

  it.each([
    ['a bill of materials', bom],
    ['a signed bill of materials', envelopeOf(statementOf(image), privateKey)],
    ['anything else', { a: 1 }],
  ])('%s is none', (_, document) => expect(read(document, { unsigned: true })).toEqual({ kind: 'other' }));

  it('is never more than an answer, whatever the bytes are', () => {
    const trust = { keys: [pemOf(publicKey)], identities: [], unsigned: true };
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(['vex', 'refused', 'other']).toContain(readVexCandidate(openContent(text), [image], trust).kind);
      }),
    );
  });

  it('too large or with the character NUL is left out', () => {
    expect(read({ ...openvex, author: 'x'.repeat(5_000_000) }, { unsigned: true })).toMatchObject({
      why: 'it is larger than any VEX document of one image',
    });
    expect(read({ ...openvex, author: '\0' }, { unsigned: true })).toMatchObject({ why: 'the character NUL stands in a text' });
  });
});
