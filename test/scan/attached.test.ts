import { generateKeyPairSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getVerdict } from '../../lib/history/get.ts';
import { identityFingerprint } from '../../lib/image/attached/identity.ts';
import { openTrustedRoot } from '../../lib/image/attached/root.ts';
import { whoHas } from '../../lib/incident/who-has.ts';
import { type Digest, sha256 } from '../../lib/model/digest.ts';
import type { Verdict } from '../../lib/model/verdict.ts';
import { activatePolicy } from '../../lib/policy-version/activate.ts';
import { createPolicyVersion } from '../../lib/policy-version/create.ts';
import { readEvidence } from '../../lib/scan/evidence.ts';
import { getScan } from '../../lib/scan/get.ts';
import { startScan } from '../../lib/scan/start.ts';
import { readScan } from '../../lib/scan/store.ts';
import { fakeRegistry, sourceFor } from '../adapters/registry/registry.ts';
import { type FakeRegistry, types } from '../fixtures/registry/fake.ts';
import { authority, bundleOf, pair } from '../image/attached/authority.ts';
import { bom, envelopeOf, pemOf, statementOf } from '../image/attached/signed.ts';
import { file, tar } from '../image/build.ts';
import { newCaller, newWorld, type World } from './world.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let registry: FakeRegistry;
let world: World;
let image: Digest;
beforeEach(async () => {
  registry = await fakeRegistry();
  const layer = registry.putBlob(gzipSync(tar(file('app/node_modules/seen/package.json', '{"name":"seen","version":"1.0.0"}'))));
  const config = registry.putBlob(Buffer.from('{"os":"linux","architecture":"amd64"}'), types.config);
  image = registry.putManifest('1', { schemaVersion: 2, mediaType: types.manifest, config, layers: [layer] }).digest;
  world = await newWorld({ images: sourceFor() });
});
afterEach(() => world.store.close());

const attach = (tag: string, ...documents: readonly object[]) =>
  registry.putManifest(tag, {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: registry.putBlob(Buffer.from('{}'), types.config),
    layers: documents.map((document) => registry.putBlob(Buffer.from(JSON.stringify(document)), 'application/json')),
  });
const cosignTag = (digest: Digest): string => `${digest.replace(':', '-')}.att`;

const scanned = async (trust: object | null, tag = '1') => {
  const caller = newCaller();
  const spec = trust === null || 'attachedSboms' in trust || 'attachedVex' in trust ? trust : { attachedSboms: trust };
  const text = JSON.stringify({
    apiVersion: 'plimsoll.dev/v1',
    kind: 'Policy',
    metadata: { name: 'mine' },
    spec: { ...spec, rules: ['img-analysed'] },
  });
  const { version } = await createPolicyVersion(world.deps, caller, { text });
  await activatePolicy(world.deps, caller, { name: 'mine', digest: version.digest });
  const { id } = await startScan(world.deps, caller, { image: `${registry.host}/app:${tag}`, policy: 'mine' });
  await world.drain();
  const { state, verdictId } = await getScan(world.deps, caller, id);
  expect(state).toBe('succeeded');
  const held = await readScan(world.deps, caller.tenant, id);
  const [first] = held ? (await readEvidence(world.deps, held.record)).evidence : [];
  if (first?.kind !== 'image') throw new Error('the evidence is of no image');
  const { verdict } = await getVerdict(world.deps, caller, verdictId ?? '');
  return { caller, verdict, content: first.content, names: first.content.packages.map(({ name, confidence }) => `${name} ${confidence}`) };
};
const gapsOf = ({ notEvaluated }: Verdict): string => notEvaluated.map(({ reason }) => reason).join('\n');

describe('what is attached to an image', () => {
  it('is not even asked for unless a policy trusts it', async () => {
    attach(cosignTag(image), envelopeOf(statementOf(image), privateKey));
    expect((await scanned(null)).names).toEqual(['seen exact']);
    expect(registry.requests.some(({ path }) => path.includes('.att') || path.includes('referrers'))).toBe(false);
  });

  it('adds what a trusted key has signed, and says where it is from', async () => {
    attach(cosignTag(image), envelopeOf(statementOf(image), privateKey));
    const { caller, content, names, verdict } = await scanned({ keys: [pemOf(publicKey)] });
    expect(names).toEqual(['seen exact', 'left-pad attached']);
    const digest = sha256(JSON.stringify(bom));
    const key = sha256(publicKey.export({ type: 'spki', format: 'der' }));
    expect(content.attached).toMatchObject([{ digest, format: 'cyclonedx', key, packages: 2 }]);
    expect(content.packages.at(-1)).toMatchObject({ layer: digest, path: '' });
    expect(gapsOf(verdict)).not.toContain('left out');
    expect(JSON.stringify(await whoHas(world.deps, caller, { name: 'left-pad', limit: 10 }))).toContain(image);
  });

  it('adds what an identity that the policy trusts has signed without a key, where a root is given', async () => {
    const ours = authority();
    const signer = pair();
    const ann = { issuer: 'https://accounts.example', subject: 'ann@acme.example' };
    const envelope = envelopeOf(statementOf(image), signer.privateKey);
    const leaf = ours.certify(ann, signer.publicKey);
    attach(cosignTag(image), bundleOf(envelope, leaf, [ours.enter(envelope, leaf)]));
    const trust = { identities: [{ ...ann, subject: '*@acme.example' }] };
    const without = await scanned(trust);
    expect(without.names).toEqual(['seen exact']);
    expect(gapsOf(without.verdict)).toContain('attached-left-out');
    world.store.close();
    const root = await openTrustedRoot(JSON.stringify(ours.trustedRoot), 'root');
    world = await newWorld({ images: sourceFor(), trustedRoot: async () => root });
    const { names, content } = await scanned(trust);
    expect(names).toEqual(['seen exact', 'left-pad attached']);
    expect(content.attached).toMatchObject([{ key: identityFingerprint({ ...ann, subject: '*@acme.example' }) }]);
    expect((await scanned({ identities: [{ ...ann, subject: 'bob@acme.example' }] })).names).toEqual(['seen exact']);
  });

  it('of vulnerabilities is kept with who signed it, where the policy trusts that', async () => {
    const openvex = { '@context': 'https://openvex.dev/ns/v0.2.0', statements: [] };
    attach(cosignTag(image), envelopeOf({ ...statementOf(image, openvex), predicateType: 'https://openvex.dev/ns' }, privateKey));
    const key = sha256(publicKey.export({ type: 'spki', format: 'der' }));
    const { content } = await scanned({ attachedVex: { keys: [pemOf(publicKey)] } });
    expect(content.attached).toBeUndefined();
    expect(content.vex).toMatchObject([{ key, text: JSON.stringify(openvex), digests: [image] }]);
    const strict = await scanned({ attachedVex: { keys: [pemOf(generateKeyPairSync('ed25519').publicKey)] } });
    expect(strict.content.vex).toEqual([]);
    expect(gapsOf(strict.verdict)).toContain('no key that the policy trusts has signed it');
    expect((await scanned({ attachedSboms: { unsigned: true } })).content.vex).toBeUndefined();
  });

  // Half of what an image may have, and a bit: seconds on a busy machine.
  it('is one document when it is attached twice', { timeout: 120_000 }, async () => {
    const many = {
      ...bom,
      components: Array.from({ length: 26_000 }, (_, at) => ({ type: 'library', name: `p${at}`, version: '1', purl: `pkg:npm/p${at}@1` })),
    };
    attach(cosignTag(image), envelopeOf(statementOf(image, many), privateKey), statementOf(image, many));
    const { content, verdict } = await scanned({ keys: [pemOf(publicKey)], unsigned: true });
    expect(content.attached).toMatchObject([{ packages: 26_000 }]);
    expect(gapsOf(verdict)).not.toContain('attached-left-out');
  });

  it('is left out, and that is said, when another has signed it or nobody', async () => {
    attach(cosignTag(image), envelopeOf(statementOf(image), generateKeyPairSync('ed25519').privateKey));
    const { verdict, names } = await scanned({ keys: [pemOf(publicKey)] });
    expect(names).toEqual(['seen exact']);
    expect(gapsOf(verdict)).toContain('no key that the policy trusts has signed it');
    // Whoever may push may attach: that must not leave the image undecided.
    expect(verdict.errors).toEqual([]);
    expect(verdict.decision).toBe('allow');
  });

  it('is found by the list of referrers, or by the tag in its place', async () => {
    const artifact = attach('bom', bom);
    const list = [{ ...artifact, artifactType: 'application/vnd.cyclonedx+json' }];
    registry.putManifest(image.replace(':', '-'), { schemaVersion: 2, mediaType: types.index, manifests: list }, types.index);
    const { content } = await scanned({ unsigned: true });
    expect(content.attached).toMatchObject([{ artifact: artifact.digest, key: null }]);
    expect(gapsOf((await scanned({ keys: [pemOf(publicKey)] })).verdict)).toContain('nobody has signed it');
  });

  it('is found among the manifests of an index, by what its builder wrote', async () => {
    const attestation = attach('attestation', statementOf(image));
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': image };
    const size = 1;
    registry.putManifest(
      'multi',
      {
        schemaVersion: 2,
        mediaType: types.index,
        manifests: [
          { mediaType: types.manifest, digest: image, size, platform: { os: 'linux', architecture: 'amd64' } },
          { ...attestation, annotations, platform: { os: 'unknown', architecture: 'unknown' } },
        ],
      },
      types.index,
    );
    expect((await scanned({ unsigned: true }, 'multi')).names).toContain('left-pad attached');
  });

  it('that cannot be had is a gap, and the image is judged', async () => {
    registry.misbehave.push((request, response) => {
      if (!request.url?.includes('/referrers/')) return false;
      response.writeHead(500).end();
      return true;
    });
    const { verdict, names } = await scanned({ unsigned: true });
    expect(names).toEqual(['seen exact']);
    expect(gapsOf(verdict)).toContain('attached-unread');
  });

  it('that is damaged or endless is left out', async () => {
    const artifact = attach('bom', { ...bom, padding: 'x' });
    const list = [{ ...artifact, artifactType: 'application/vnd.cyclonedx+json' }];
    registry.putManifest(image.replace(':', '-'), { schemaVersion: 2, mediaType: types.index, manifests: list }, types.index);
    const content = sha256(JSON.stringify({ ...bom, padding: 'x' }));
    registry.misbehave.push((request, response) => {
      if (!request.url?.endsWith(content)) return false;
      response.end('changed');
      return true;
    });
    const { verdict, names } = await scanned({ unsigned: true });
    expect(names).toEqual(['seen exact']);
    expect(gapsOf(verdict)).toContain('attached-left-out');
  });
});
