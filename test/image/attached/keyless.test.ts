import { describe, expect, it } from 'vitest';
import type { Annotations } from '../../../lib/image/attached/annotated.ts';
import { readCandidate } from '../../../lib/image/attached/candidate.ts';
import { identityFingerprint } from '../../../lib/image/attached/identity.ts';
import { openTrustedRoot } from '../../../lib/image/attached/root.ts';
import { openContent } from '../../../lib/image/attached/statement.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { keylessAnnotations } from '../signature/made.ts';
import { authority, bundleOf, type Envelope, pair, signedAt } from './authority.ts';
import { bom, envelopeOf, pemOf, statementOf } from './signed.ts';

const image = sha256('image');
const workflow = {
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.2.0',
};
const ours = authority();
const signer = pair();
const leaf = ours.certify(workflow, signer.publicKey);
const envelope: Envelope = envelopeOf(statementOf(image), signer.privateKey);
const good = bundleOf(envelope, leaf, [ours.enter(envelope, leaf)]);
const trusted = { issuer: workflow.issuer, subject: 'https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*' };

const read = async (bundle: object, identities = [trusted], root: object | null = ours.trustedRoot) => {
  const opened = root === null ? undefined : await openTrustedRoot(JSON.stringify(root), 'root.json');
  return readCandidate(openContent(JSON.stringify(bundle)), [image], { keys: [], identities, unsigned: false, root: opened });
};
const why = async (...asked: Parameters<typeof read>): Promise<string> => {
  const found = await read(...asked);
  return found.kind === 'refused' ? found.why : found.kind;
};

describe('a document that somebody signed without a key of his own', () => {
  it.each([
    ['a workflow, by a pattern', workflow, trusted],
    ['a workflow, to the letter', workflow, workflow],
    [
      'a person',
      { issuer: 'https://accounts.example', subject: 'ann@acme.example' },
      { issuer: 'https://accounts.example', subject: '*@acme.example' },
    ],
  ])('counts when the certificate names whom the policy trusts: %s', async (_title, person, asked) => {
    const certificate = ours.certify(person, signer.publicKey);
    const bundle = bundleOf(envelope, certificate, [ours.enter(envelope, certificate)]);
    expect(await read(bundle, [{ issuer: 'https://other.example', subject: '**' }, asked])).toMatchObject({
      kind: 'sbom',
      signers: [identityFingerprint(asked)],
    });
  });

  it.each([
    ['another subject', { ...workflow, subject: 'https://github.com/evil/app/.github/workflows/release.yml@refs/tags/v1' }],
    ['a subject that only begins so', { ...workflow, subject: `${workflow.subject}/x` }],
    ['another issuer', { ...workflow, issuer: 'https://token.actions.githubusercontent.com.evil.example' }],
  ])('not of %s', async (_title, person) => {
    const certificate = ours.certify(person, signer.publicKey);
    expect(await why(bundleOf(envelope, certificate, [ours.enter(envelope, certificate)]))).toMatch(
      /, who signed it, is not trusted by the policy$/,
    );
  });

  it('not with a certificate that was not valid when it was signed', async () => {
    for (const from of [new Date(signedAt.getTime() - 3_600_000), new Date(signedAt.getTime() + 60_000)]) {
      const expired = ours.certify(workflow, signer.publicKey, from);
      expect(await why(bundleOf(envelope, expired, [ours.enter(envelope, expired)]))).toMatch(/not to be believed/);
    }
  });

  it('not by the word of another maker of certificates, or of another log', async () => {
    const theirs = authority();
    const foreign = theirs.certify(workflow, signer.publicKey);
    expect(await why(bundleOf(envelope, foreign, [ours.enter(envelope, foreign)]))).toMatch(/not to be believed/);
    expect(await why(bundleOf(envelope, leaf, [theirs.enter(envelope, leaf)]))).toMatch(/not to be believed/);
    expect(await why(good, [trusted], theirs.trustedRoot)).toMatch(/not to be believed/);
  });

  it('not without an entry in the log, or with one that nobody promised, or with the time changed', async () => {
    const entry = ours.enter(envelope, leaf);
    const { inclusionPromise: _promise, ...unpromised } = entry;
    const later = { ...entry, integratedTime: String(Number(entry.integratedTime) + 60) };
    for (const entries of [[], [unpromised], [later]]) expect(await why(bundleOf(envelope, leaf, entries))).toMatch(/not to be believed/);
  });

  it('not with the entry of another statement, or another signature', async () => {
    const other: Envelope = envelopeOf(statementOf(sha256('another')), signer.privateKey);
    expect(await why(bundleOf(envelope, leaf, [ours.enter(other, leaf)]))).toMatch(/not to be believed/);
    const stolen: Envelope = envelopeOf(statementOf(image), pair().privateKey);
    expect(await why(bundleOf(stolen, leaf, [ours.enter(stolen, leaf)]))).toMatch(/not to be believed/);
  });

  it('not when its subject was replaced after it was signed, nor about another image', async () => {
    const payload = Buffer.from(JSON.stringify(statementOf(image, { ...bom, components: [] }))).toString('base64');
    expect(await why({ ...good, dsseEnvelope: { ...good.dsseEnvelope, payload } })).toMatch(/not to be believed/);
    const elsewhere: Envelope = envelopeOf(statementOf(sha256('another')), signer.privateKey);
    expect(await why(bundleOf(elsewhere, leaf, [ours.enter(elsewhere, leaf)]))).toBe('it is about another image');
  });

  it('not where the root asks for a log of certificates, and the certificate is in none', async () => {
    const ctlogs = ours.trustedRoot.tlogs;
    expect(await why(good, [trusted], { ...ours.trustedRoot, ctlogs })).toMatch(/not to be believed/);
  });

  it('is not checked without a root, and by no root where a key has signed it', async () => {
    expect(await why(good, [trusted], null)).toBe('no trusted root is given that its certificate could be checked by');
    const byKey = { ...good, verificationMaterial: { publicKey: { hint: 'x' }, tlogEntries: [] } };
    const trust = { keys: [pemOf(signer.publicKey)], identities: [trusted], unsigned: false };
    expect(readCandidate(openContent(JSON.stringify(byKey)), [image], trust)).toMatchObject({ kind: 'sbom' });
  });

  it('counts by what cosign 2 keeps beside the envelope, and not by what it keeps of another', async () => {
    const root = await openTrustedRoot(JSON.stringify(ours.trustedRoot), 'root.json');
    const beside = (annotations: Annotations) => {
      const opened = openContent(JSON.stringify(envelope), annotations);
      const found = readCandidate(opened, [image], { keys: [], identities: [trusted], unsigned: false, root });
      return found.kind === 'refused' ? found.why : found.kind;
    };
    const annotations = keylessAnnotations(ours, envelope, leaf);
    expect(beside(annotations)).toBe('sbom');
    const other: Envelope = envelopeOf(statementOf(sha256('another')), signer.privateKey);
    expect(beside(keylessAnnotations(ours, other, leaf))).toMatch(/not to be believed/);
    const { 'dev.sigstore.cosign/bundle': _entry, ...undated } = annotations;
    for (const broken of [undated, { ...annotations, 'dev.sigstore.cosign/bundle': '{"Payload":{"__proto__":1}}' }])
      expect(beside(broken)).toMatch(/not to be believed/);
    expect(beside({ ...annotations, 'dev.sigstore.cosign/certificate': 'x' })).toBe('no key that the policy trusts has signed it');
  });

  it.each<[string, unknown]>([
    ['no chain', { ...good, verificationMaterial: { x509CertificateChain: { certificates: [] } } }],
    ['no certificate', { ...good, verificationMaterial: { certificate: { rawBytes: 'AAAA' }, tlogEntries: [] } }],
    ['a number for a certificate', { ...good, verificationMaterial: { certificate: 7 } }],
    ['another form', { ...good, mediaType: 'application/vnd.dev.sigstore.bundle.v9+json' }],
    ['two signatures', { ...good, dsseEnvelope: { ...good.dsseEnvelope, signatures: [...good.dsseEnvelope.signatures, { sig: 'AA==' }] } }],
  ])('is refused, and nothing throws, for %s', async (_title, bundle) => {
    expect(await why(Object(bundle))).toMatch(/not to be believed|nobody has signed|no key/);
  });
});

it.each([
  ['no JSON', 'x'],
  ['no maker of certificates', JSON.stringify({ ...ours.trustedRoot, certificateAuthorities: [] })],
  [
    'a broken certificate',
    JSON.stringify({ ...ours.trustedRoot, certificateAuthorities: [{ certChain: { certificates: [{ rawBytes: 'AAAA' }] } }] }),
  ],
  ['nothing that tells the time', JSON.stringify({ ...ours.trustedRoot, tlogs: [] })],
])('a trusted root with %s is refused by name', async (_title, text) => {
  await expect(openTrustedRoot(text, 'root.json')).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining('root.json'),
  });
});
