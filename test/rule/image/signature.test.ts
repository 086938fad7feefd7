import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../lib/image/attached/trust.ts';
import type { Requirement, SignatureAsk } from '../../../lib/image/signature/ask.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import type { ImageSignature, ImageSignatures, Signatory } from '../../../lib/model/signature.ts';
import { signature as rule } from '../../../lib/rule/image/signature.ts';
import type { Statement } from '../../../lib/rule/rule.ts';
import { pemOf } from '../../image/attached/signed.ts';
import { evidenceOf } from './evidence.ts';

const image = sha256('image');
const index = sha256('index');
const artifact = sha256('artifact');
const [ours, second, theirs] = [pair(), pair(), pair()];
const ann = { issuer: 'https://accounts.example', subject: 'ann@acme.example' };
const builder = 'https://github.com/actions/runner/github-hosted';
const slsa = 'https://slsa.dev/provenance/v1';

function pair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

const made = (by: KeyObject | Signatory, more: Partial<ImageSignature> = {}): ImageSignature => {
  const payload = Buffer.from(JSON.stringify(more));
  const key = 'kind' in by ? theirs.privateKey : by;
  return {
    artifact,
    type: 'signature',
    about: [image],
    annotations: {},
    builder: null,
    signed: payload.toString('base64'),
    signatures: [sign('sha256', payload, key).toString('base64')],
    by: 'kind' in by ? by : { kind: 'key' },
    ...more,
  };
};
const plain: Requirement = { type: 'signature', builder: null, annotations: {} };
const asks = (more: Partial<SignatureAsk> = {}): SignatureAsk => ({
  repositories: null,
  keys: [pemOf(ours.publicKey)],
  identities: [],
  atLeast: 1,
  require: [plain],
  ...more,
});
const seen = (...found: readonly ImageSignature[]): ImageSignatures => ({
  digests: [image, index],
  types: [slsa, 'https://slsa.dev/provenance/*', '**'],
  found,
  unreadable: [],
  unread: null,
});
const say = (signatures: ImageSignatures | undefined, ...asked: readonly SignatureAsk[]): readonly Statement[] => {
  if (rule.on !== 'image') throw new Error('a rule of images is expected');
  const evidence = evidenceOf(signatures ? { signatures } : {});
  return [...rule.check({ evidence }, { params: {}, change: { bundle: null, images: [], dockerfiles: [] }, signatures: asked })];
};
const said = (signatures: ImageSignatures | undefined, ...asked: readonly SignatureAsk[]): string =>
  say(signatures, ...asked)
    .map((one) => (one.kind === 'problem' ? `problem: ${one.message}` : `open: ${one.reason}`))
    .join('\n');

describe('image-signature', () => {
  it.each<[string, ImageSignature, Partial<SignatureAsk>]>([
    ['a key', made(ours.privateKey), {}],
    ['a key, of the index', made(ours.privateKey, { about: [index] }), {}],
    ['one of several keys', made(second.privateKey), { keys: [pemOf(ours.publicKey), pemOf(second.publicKey)] }],
    ['an identity', made({ kind: 'identity', ...ann }), { keys: [], identities: [ann] }],
    ['an identity by a pattern', made({ kind: 'identity', ...ann }), { keys: [], identities: [{ ...ann, subject: '*@acme.example' }] }],
    [
      'a key, with the annotation',
      made(ours.privateKey, { annotations: { env: 'prod' } }),
      { require: [{ ...plain, annotations: { env: 'prod' } }] },
    ],
    [
      'provenance, with the builder',
      made(ours.privateKey, { type: slsa, builder }),
      { require: [{ ...plain, type: 'https://slsa.dev/provenance/*', builder: 'https://github.com/actions/runner/*' }] },
    ],
  ])('is satisfied by %s', (_name, one, ask) => expect(said(seen(one), asks(ask))).toBe(''));

  it.each<[string, ImageSignature | null, Partial<SignatureAsk>, RegExp]>([
    ['nothing', null, {}, /no signature is attached to sha256:/],
    ['a key of somebody else', made(theirs.privateKey), {}, /no key that the policy trusts has made it/],
    ['a key, of another image', made(ours.privateKey, { about: [sha256('other')] }), {}, /is about another image, sha256:/],
    ['a key, of nothing', made(ours.privateKey, { about: [] }), {}, /is about another image/],
    [
      'a payload that was changed',
      { ...made(ours.privateKey), signed: Buffer.from('{"a":1}').toString('base64') },
      {},
      /no key that the policy trusts/,
    ],
    ['no signature in it', { ...made(ours.privateKey), signatures: [] }, {}, /no key that the policy trusts/],
    [
      'an identity of another issuer',
      made({ kind: 'identity', ...ann, issuer: 'https://other.example' }),
      { keys: [], identities: [ann] },
      /ann@acme.example of https:\/\/other.example signed it, whom the policy does not trust/,
    ],
    [
      'an identity that nothing proves',
      made({ kind: 'unproven', why: 'its certificate is not to be believed', claims: ann.subject }),
      { keys: [], identities: [ann] },
      /it says that ann@acme.example signed it, but its certificate is not to be believed/,
    ],
    [
      'a certificate, where only keys are trusted',
      made({ kind: 'unproven', why: 'no trusted root is given', claims: ann.subject }),
      {},
      /it says that ann@acme.example signed it, but no key that the policy trusts has made it/,
    ],
    ['no annotation', made(ours.privateKey), { require: [{ ...plain, annotations: { env: 'prod' } }] }, /does not say env/],
    [
      'an inherited annotation',
      made(ours.privateKey),
      { require: [{ ...plain, annotations: { constructor: 'x' } }] },
      /does not say constructor/,
    ],
    [
      'another annotation',
      made(ours.privateKey, { annotations: { env: 'dev' } }),
      { require: [{ ...plain, annotations: { env: 'prod' } }] },
      /says env=dev, not prod/,
    ],
    [
      'another builder',
      made(ours.privateKey, { type: slsa, builder: 'https://laptop.example' }),
      { require: [{ ...plain, type: slsa, builder }] },
      /says that https:\/\/laptop.example built the image/,
    ],
    ['no builder', made(ours.privateKey, { type: slsa }), { require: [{ ...plain, type: slsa, builder }] }, /does not say who built/],
    ['provenance instead of a signature', made(ours.privateKey, { type: slsa }), {}, /no signature is attached/],
    ['a signature instead of provenance', made(ours.privateKey), { require: [{ ...plain, type: '**' }] }, /no statement \*\* is attached/],
  ])('is broken by %s', (_name, one, ask, message) => {
    const statements = say(one ? seen(one) : seen(), asks(ask));
    expect(statements).toMatchObject([{ kind: 'problem', message: expect.stringMatching(message) }]);
  });

  it('counts different signers, and each once', () => {
    const two = asks({
      keys: [pemOf(ours.publicKey), pemOf(second.publicKey)],
      identities: [{ ...ann, subject: '*@acme.example' }],
      atLeast: 2,
    });
    const twice = seen(made(ours.privateKey), made(ours.privateKey, { about: [index] }));
    expect(said(twice, two)).toContain(`must be of 2 signers and is of 1 (the key ${fingerprintOf(ours.publicKey).slice(0, 19)})`);
    expect(said(seen(made(ours.privateKey), made(second.privateKey)), two)).toBe('');
    // The same key with its point compressed (RFC 5480, section 2.2).
    const whole = ours.publicKey.export({ type: 'spki', format: 'der' }).subarray(-64);
    const head = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');
    const parity = Buffer.from([2 + ((whole[63] ?? 0) & 1)]);
    const compressed = createPublicKey({ key: Buffer.concat([head, parity, whole.subarray(0, 32)]), format: 'der', type: 'spki' });
    expect(pemOf(compressed)).not.toBe(pemOf(ours.publicKey));
    expect(said(twice, { ...two, keys: [pemOf(compressed), pemOf(ours.publicKey)] })).toContain('is of 1');
    const people = (...subjects: readonly string[]) => seen(...subjects.map((subject) => made({ kind: 'identity', ...ann, subject })));
    expect(said(people('ann@acme.example', 'bob@acme.example'), two)).toBe('');
    expect(said(people('ann@acme.example', 'ann@acme.example'), two)).toContain('is of 1');
  });

  it('asks for each requirement by itself', () => {
    const both = asks({ require: [plain, { ...plain, type: slsa }] });
    expect(say(seen(), both)).toHaveLength(2);
    expect(said(seen(made(ours.privateKey)), both)).toBe(`problem: no statement ${slsa} is attached to ${image}`);
    expect(said(seen(made(ours.privateKey), made(ours.privateKey, { type: slsa })), both)).toBe('');
  });

  it('goes by the first entry that speaks of the repository', () => {
    const first = asks({ repositories: ['registry.test/app'], keys: [pemOf(theirs.publicKey)] });
    expect(said(seen(made(ours.privateKey)), first, asks())).toContain('problem');
    expect(said(seen(made(ours.privateKey)), { ...first, repositories: ['registry.test/other'] }, asks())).toBe('');
  });

  it('never takes what nobody could see for signed, nor for unsigned', () => {
    const unread = { ...seen(), unread: 'the registry is down' };
    expect(said(unread, asks())).toBe('open: the signatures could not all be read: the registry is down');
    // What was read is enough where it is enough.
    expect(said({ ...seen(made(ours.privateKey)), unread: 'down' }, asks())).toBe('');
    expect(said(undefined, asks())).toMatch(/^open: nobody looked/);
    // Scanned for a policy that asked for something else.
    const later = asks({ require: [{ ...plain, type: 'https://spdx.dev/Document' }] });
    expect(said(seen(), later)).toBe('open: nobody looked for statements https://spdx.dev/Document when the image was inspected');
    expect(said(seen(made(ours.privateKey, { type: 'https://spdx.dev/Document' })), later)).toBe('');
    expect(said(seen())).toMatch(/^open: the policy names nobody/);
    expect(said(seen(), asks({ repositories: ['else.where/**'] }))).toMatch(/^open: .* for registry\.test\/app$/);
  });

  it('tells what could not be taken for a signature, and not without end', () => {
    const unreadable = Array.from({ length: 10 }, (_, at) => `sha256:${at}: it is larger than any signature`);
    const message = said({ ...seen(), unreadable }, asks());
    expect(message).toContain('is by anybody whom the policy trusts: sha256:0: it is larger');
    expect(message).toMatch(/; …$/);
  });
});
