import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { admit } from '../../lib/admission/admit.ts';
import { decideGate } from '../../lib/gate/decide.ts';
import { gateInput } from '../../lib/gate/input.ts';
import { getVerdict } from '../../lib/history/get.ts';
import { openTrustedRoot } from '../../lib/image/attached/root.ts';
import { fingerprintOf } from '../../lib/image/attached/trust.ts';
import { type Digest, sha256 } from '../../lib/model/digest.ts';
import { compilePolicy } from '../../lib/policy/compile.ts';
import type { CompiledPolicy } from '../../lib/policy/compiled.ts';
import { parsePolicy } from '../../lib/policy/parse.ts';
import { activatePolicy } from '../../lib/policy-version/activate.ts';
import { createPolicyVersion } from '../../lib/policy-version/create.ts';
import { readEvidence } from '../../lib/scan/evidence.ts';
import { getScan } from '../../lib/scan/get.ts';
import { startScan } from '../../lib/scan/start.ts';
import { readScan } from '../../lib/scan/store.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { fakeRegistry, sourceFor } from '../adapters/registry/registry.ts';
import { type FakeRegistry, types } from '../fixtures/registry/fake.ts';
import { authority, bundleOf, pair } from '../image/attached/authority.ts';
import { envelopeOf, pemOf } from '../image/attached/signed.ts';
import { file, tar } from '../image/build.ts';
import { keylessLayer, type Layer, payloadOf, signatureLayer, simpleSigning, tagOf } from '../image/signature/made.ts';
import { inputOf } from '../verdict/input.ts';
import { newCaller, newWorld, type World } from './world.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ann = { issuer: 'https://accounts.example', subject: 'ann@acme.example' };

let registry: FakeRegistry;
let world: World;
let image: Digest;
let index: Digest;
beforeEach(async () => {
  registry = await fakeRegistry();
  const layer = registry.putBlob(gzipSync(tar(file('app/a', 'a'))));
  const config = registry.putBlob(Buffer.from('{"os":"linux","architecture":"amd64"}'), types.config);
  const manifest = registry.putManifest('1', { schemaVersion: 2, mediaType: types.manifest, config, layers: [layer] });
  image = manifest.digest;
  const platform = { os: 'linux', architecture: 'amd64' };
  index = registry.putManifest(
    'multi',
    { schemaVersion: 2, mediaType: types.index, manifests: [{ ...manifest, platform }] },
    types.index,
  ).digest;
  world = await newWorld({ images: sourceFor() });
});
afterEach(() => world.store.close());

const attach = (tag: string, layers: readonly Layer[], more: object = {}) =>
  registry.putManifest(tag, {
    schemaVersion: 2,
    mediaType: types.manifest,
    ...more,
    config: registry.putBlob(Buffer.from('{}'), types.config),
    layers: layers.map(({ bytes, mediaType, annotations }) => ({ ...registry.putBlob(bytes, mediaType), annotations })),
  });
const signed = (digest: Digest = image, key = privateKey, optional: object | null = null): Layer =>
  signatureLayer(payloadOf(digest, optional), key);
const refer = (digest: Digest, ...artifacts: readonly object[]) =>
  registry.putManifest(digest.replace(':', '-'), { schemaVersion: 2, mediaType: types.index, manifests: artifacts }, types.index);

const policyOf = (text: string): CompiledPolicy => {
  const parsed = parsePolicy(text);
  if (parsed.kind !== 'Policy') throw new Error('a policy is expected');
  return compilePolicy(parsed.document);
};

const scanned = async (
  asks: object = { keys: [pemOf(publicKey)] },
  { tag = '1', ...spec }: { readonly tag?: string; readonly [member: string]: unknown } = {},
) => {
  const caller = newCaller();
  const text = JSON.stringify({
    apiVersion: 'plimsoll.dev/v1',
    kind: 'Policy',
    metadata: { name: 'mine' },
    spec: { imageSignatures: [asks], ...spec },
  });
  const { version } = await createPolicyVersion(world.deps, caller, { text });
  await activatePolicy(world.deps, caller, { name: 'mine', digest: version.digest });
  const { id } = await startScan(world.deps, caller, {
    image: `${registry.host}/app${tag.startsWith('@') ? '' : ':'}${tag}`,
    policy: 'mine',
  });
  await world.drain();
  const { state, verdictId } = await getScan(world.deps, caller, id);
  expect(state).toBe('succeeded');
  const { verdict } = await getVerdict(world.deps, caller, verdictId ?? '');
  const { decision, findings, notEvaluated, signers } = verdict;
  return {
    caller,
    id,
    decision,
    signers,
    messages: findings.map(({ message }) => message),
    gaps: notEvaluated.map(({ reason }) => reason),
  };
};

describe('an image whose policy names signers', () => {
  it('is denied without a signature', async () => {
    expect(await scanned()).toMatchObject({ decision: 'deny', messages: [`no signature is attached to ${image}`] });
  });

  it.each(['1', 'multi', '@digest'])('is let through when one of them has signed it: %s', async (tag) => {
    const artifact = attach(tagOf(image, 'sig'), [signed()]);
    const signer = { kind: 'key', key: fingerprintOf(publicKey) };
    const found = await scanned(undefined, { tag: tag === '@digest' ? `@${image}` : tag });
    expect(found.gaps).toEqual(['no advisory database is loaded']);
    const signatures = [{ type: 'signature', signer, artifact: artifact.digest, about: image }];
    expect(found).toMatchObject({ decision: 'allow', messages: [], signers: [{ subject: 0, signatures }] });
  });

  it('is let through when its index is signed, and not when another’s is', async () => {
    attach(tagOf(index, 'sig'), [signed(index)]);
    expect(await scanned(undefined, { tag: 'multi' })).toMatchObject({ decision: 'allow', signers: [{ signatures: [{ about: index }] }] });
    expect((await scanned()).decision).toBe('deny');
  });

  it('is let through by a bundle among the referrers, as cosign 3 writes it', async () => {
    const statement = (digest: Digest) => ({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { sha256: digest.slice(7) }, annotations: { env: 'prod' } }],
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
      predicate: {},
    });
    const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const put = (tag: string, digest: Digest) => {
      const bundle = {
        mediaType,
        verificationMaterial: { publicKey: { hint: 'x' } },
        dsseEnvelope: envelopeOf(statement(digest), privateKey),
      };
      const layer = { bytes: Buffer.from(JSON.stringify(bundle)), mediaType, annotations: {} };
      return { ...attach(tag, [layer], { artifactType: mediaType }), artifactType: mediaType };
    };
    const annotated = (env: string) => ({ keys: [pemOf(publicKey)], require: [{ type: 'signature', annotations: { env } }] });
    refer(image, put('other', sha256('other')));
    expect((await scanned()).messages.join()).toContain('is about another image');
    refer(image, put('good', image));
    expect((await scanned(annotated('prod'))).decision).toBe('allow');
    expect((await scanned(annotated('dev'))).messages.join()).toContain('says env=prod, not dev');
  });

  it('is let through by an identity, where a root proves it', async () => {
    const ours = authority();
    const signer = pair();
    const leaf = ours.certify(ann, signer.publicKey);
    attach(tagOf(image, 'sig'), [keylessLayer(ours, payloadOf(image), signer.privateKey, leaf)]);
    const without = await scanned({ identities: [ann] });
    expect(without.decision).toBe('deny');
    expect(without.messages.join()).toContain('it says that ann@acme.example signed it, but no trusted root is given');
    world.store.close();
    const root = await openTrustedRoot(JSON.stringify(ours.trustedRoot), 'root');
    world = await newWorld({ images: sourceFor(), trustedRoot: async () => root });
    expect(await scanned({ identities: [{ ...ann, subject: '*@acme.example' }] })).toMatchObject({
      decision: 'allow',
      signers: [{ signatures: [{ signer: { kind: 'identity', ...ann } }] }],
    });
    const bob = await scanned({ identities: [{ ...ann, subject: 'bob@acme.example' }] });
    expect(bob.messages.join()).toContain('ann@acme.example of https://accounts.example signed it, whom the policy does not trust');
  });

  it.each<[string, () => readonly Layer[], RegExp]>([
    ['by another', () => [signed(image, generateKeyPairSync('ed25519').privateKey)], /no key that the policy trusts has made it/],
    ['another image', () => [signed(sha256('other'))], /is about another image/],
    ['with a payload that was changed', () => [{ ...signed(), bytes: payloadOf(image, { a: 1 }) }], /no key that the policy trusts/],
    ['without end', () => [{ ...signed(), bytes: Buffer.alloc(70_000, 'x') }], /no signature is attached/],
    ['with a type of its own', () => [{ ...signed(), mediaType: 'application/json' }], /no signature is attached/],
    ['with nothing beside the payload', () => [{ ...signed(), annotations: {} }], /has no signature beside it/],
    ['with what is no JSON', () => [signatureLayer(Buffer.from('{'), privateKey)], /its payload is no signature of an image/],
    [
      'with a prototype',
      () => [signatureLayer(Buffer.from(`{"__proto__":${payloadOf(image).toString()}}`), privateKey)],
      /its payload is no signature of an image/,
    ],
    ['with the character NUL', () => [signatureLayer(payloadOf(image, { a: '\0' }), privateKey)], /NUL/],
    ['with no digest', () => [signatureLayer(payloadOf('sha256:x'), privateKey)], /names no digest/],
  ])('is denied when it is signed %s', async (_title, layers, message) => {
    attach(tagOf(image, 'sig'), layers());
    const { decision, messages } = await scanned();
    expect(decision).toBe('deny');
    expect(messages).toEqual([expect.stringMatching(message)]);
  });

  it('is let through by the newest of thousands of signatures', async () => {
    const others = Array.from({ length: 5_000 }, (_, at) => ({ ...signed(), bytes: Buffer.from(`{"at":${at}}`) }));
    attach(tagOf(image, 'sig'), [...others, signed()]);
    expect((await scanned()).decision).toBe('allow');
    expect(registry.requests.filter(({ path }) => path.includes('/blobs/')).length).toBeLessThan(60);
  });

  it('is undecided when the registry does not say, unless the policy says what to do', async () => {
    attach(tagOf(image, 'sig'), [signed()]);
    registry.misbehave.push((request, response) => {
      if (!request.url?.endsWith('.sig')) return false;
      response.writeHead(500).end();
      return true;
    });
    const found = await scanned();
    expect(found).toMatchObject({ decision: 'unknown', messages: [] });
    expect(found.gaps.join()).toContain('the signatures could not all be read');
    expect((await scanned(undefined, { actions: { signatureUnread: 'deny' } })).decision).toBe('deny');
    expect((await scanned(undefined, { actions: { signatureUnread: 'allow' } })).decision).toBe('allow');
    expect((await scanned(undefined, { rules: [{ rule: 'image-signature', mode: 'warn' }] })).decision).toBe('warn');
  });

  it('is denied when so much is attached that nobody can read it', async () => {
    const flood = Array.from({ length: 1_001 }, (_, at) => ({ mediaType: types.manifest, digest: sha256(String(at)), size: 1 }));
    refer(image, ...flood);
    attach(tagOf(image, 'sig'), [signed()]);
    const { decision, messages } = await scanned(undefined, { actions: { signatureUnread: 'allow' } });
    expect(decision).toBe('deny');
    expect(messages.join()).toContain('more than 1000 referrers');
  });

  it('of which the policy does not speak is a gap that does not stop it', async () => {
    const found = await scanned({ keys: [pemOf(publicKey)], repositories: ['elsewhere/**'] });
    expect(found).toMatchObject({ decision: 'allow', messages: [] });
    expect(found.gaps.join()).toContain('the policy names nobody whose signature counts for');
    expect(registry.requests.some(({ path }) => path.includes(simpleSigning))).toBe(false);
  });

  it('is stopped and let through at the gate and at admission, by the verdict that is stored', async () => {
    const review = (policy: string, caller: ReturnType<typeof newCaller>) =>
      admit(world.deps, caller, policy, {
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        request: {
          uid: '1',
          kind: { group: '', version: 'v1', kind: 'Pod' },
          resource: { group: '', version: 'v1', resource: 'pods' },
          operation: 'CREATE',
          namespace: 'a',
          object: {
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: 'a', namespace: 'a' },
            spec: { containers: [{ name: 'a', image: `${registry.host}/app@${image}` }] },
          },
        },
      });
    const asked = async () => {
      const { caller } = await scanned();
      const { decision } = await decideGate(world.deps, caller, gateInput.parse({ subjects: [{ digest: image }], policy: 'mine' }));
      const { allowed, status } = (await review('mine', caller)).response;
      return { decision, allowed, said: status?.message ?? '' };
    };
    const refused = await asked();
    expect(refused).toMatchObject({ decision: 'deny', allowed: false });
    expect(refused.said).toContain(`app@${image}: 1 finding`);
    attach(tagOf(image, 'sig'), [signed()]);
    expect(await asked()).toEqual({ decision: 'allow', allowed: true, said: '' });
  });

  it('is not let through by a verdict on the same image in another repository', async () => {
    const asks = { keys: [pemOf(publicKey)], repositories: [`${registry.host}/app`] };
    const { caller, decision } = await scanned(asks);
    expect(decision).toBe('deny');
    const scan = async (repository: string) => {
      const { id } = await startScan(world.deps, caller, { image: `${registry.host}/${repository}@${image}`, policy: 'mine' });
      await world.drain();
      return (await getScan(world.deps, caller, id)).decision;
    };
    const ask = async (repository: string) => {
      const subjects = [{ reference: `${registry.host}/${repository}@${image}` }];
      return (await decideGate(world.deps, caller, gateInput.parse({ subjects, policy: 'mine' }))).decision;
    };
    expect([await scan('elsewhere'), await ask('elsewhere')]).toEqual(['allow', 'allow']);
    expect(await ask('app')).toBe('unknown');
    await world.drain();
    expect(await ask('app')).toBe('deny');
    // The gate remembers its scan, and what it found holds whatever was judged since.
    expect([await scan('elsewhere'), await ask('app')]).toEqual(['allow', 'deny']);
    expect(await ask('elsewhere')).toBe('allow');
    // Signed since: what the repository asks for is met by a scan of it alone.
    attach(tagOf(image, 'sig'), [signed()]);
    expect([await scan('elsewhere'), await ask('app'), await scan('app'), await ask('app')]).toEqual(['allow', 'deny', 'allow', 'allow']);
  });

  it('stands beside the same image in another repository, and each is judged by what its own has', async () => {
    const { caller } = await scanned({ keys: [pemOf(publicKey)], repositories: [`${registry.host}/app`] });
    const both = ['app', 'elsewhere'].map((repository) => ({ reference: `${registry.host}/${repository}@${image}` }));
    for (const images of [both, both.toReversed()]) {
      const { id } = await startScan(world.deps, caller, { images, policy: 'mine' });
      await world.drain();
      const { verdictId } = await getScan(world.deps, caller, id);
      const { verdict } = await getVerdict(world.deps, caller, verdictId ?? '');
      expect(verdict.findings.map(({ rule, subject }) => [rule, verdict.subjects[subject]?.ref])).toEqual([
        ['image-signature', `${registry.host}/app@${image}`],
      ]);
    }
  });

  it.each(['a key', 'an identity'])('is judged anew by what was seen, when the policy learns of %s', async (kind) => {
    const ours = authority();
    const signer = pair();
    const leaf = ours.certify(ann, signer.publicKey);
    attach(tagOf(image, 'sig'), [signed(), keylessLayer(ours, payloadOf(image), signer.privateKey, leaf)]);
    world.store.close();
    const root = await openTrustedRoot(JSON.stringify(ours.trustedRoot), 'root');
    world = await newWorld({ images: sourceFor(), trustedRoot: async () => root });
    const { caller, id } = await scanned({ keys: [pemOf(generateKeyPairSync('ed25519').publicKey)] });
    const held = await readScan(world.deps, caller.tenant, id);
    const { evidence } = held ? await readEvidence(world.deps, held.record) : { evidence: [] };
    const judged = (asks: object) => {
      const spec = { imageSignatures: [asks] };
      const text = JSON.stringify({ apiVersion: 'plimsoll.dev/v1', kind: 'Policy', metadata: { name: 'new' }, spec });
      return evaluate(inputOf({ evidence, policy: policyOf(text) })).findings.map(({ rule }) => rule);
    };
    const by = (key: KeyObject, subject: string) => (kind === 'a key' ? { keys: [pemOf(key)] } : { identities: [{ ...ann, subject }] });
    expect(judged(by(publicKey, ann.subject))).toEqual([]);
    expect(judged(by(generateKeyPairSync('ed25519').publicKey, 'bob@acme.example'))).toEqual(['image-signature']);
  });

  it('is scanned without the root where keys alone are trusted', async () => {
    attach(tagOf(image, 'sig'), [signed()]);
    world.store.close();
    world = await newWorld({ images: sourceFor(), trustedRoot: () => openTrustedRoot('{', 'root') });
    expect((await scanned()).decision).toBe('allow');
  });

  it('is as it was when the rule is switched off', async () => {
    expect(await scanned(undefined, { rules: [{ rule: 'image-signature', mode: 'off' }] })).toMatchObject({
      decision: 'allow',
      messages: [],
    });
  });

  it('is not let through by what an attestation of another kind proves', async () => {
    const ours = authority();
    const signer = pair();
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { sha256: image.slice(7) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: { runDetails: { builder: { id: 'https://builder.example/1' } } },
    };
    const envelope = envelopeOf(statement, signer.privateKey);
    const leaf = ours.certify(ann, signer.publicKey);
    const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const layer = {
      bytes: Buffer.from(JSON.stringify(bundleOf(envelope, leaf, [ours.enter(envelope, leaf)]))),
      mediaType,
      annotations: {},
    };
    refer(image, { ...attach('provenance', [layer], { artifactType: mediaType }), artifactType: mediaType });
    world.store.close();
    const root = await openTrustedRoot(JSON.stringify(ours.trustedRoot), 'root');
    world = await newWorld({ images: sourceFor(), trustedRoot: async () => root });
    const provenance = (builder: string) => ({ identities: [ann], require: [{ type: 'https://slsa.dev/provenance/*', builder }] });
    expect((await scanned({ identities: [ann] })).messages).toEqual([`no signature is attached to ${image}`]);
    expect((await scanned(provenance('https://builder.example/*'))).decision).toBe('allow');
    expect((await scanned(provenance('https://other.example/*'))).decision).toBe('deny');
  });
});
