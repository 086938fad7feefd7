import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectAttached } from '../../../lib/image/attached/collect.ts';
import { openTrustedRoot } from '../../../lib/image/attached/root.ts';
import { fingerprintOf, publicKey } from '../../../lib/image/attached/trust.ts';
import type { SignatureAsk } from '../../../lib/image/signature/ask.ts';
import { judgeSignatures } from '../../../lib/image/signature/judge.ts';
import { fakeRegistry, sourceFor } from '../../adapters/registry/registry.ts';

type Stored = {
  readonly manifests: { readonly [target: string]: { readonly mediaType: string; readonly text: string } | undefined };
  readonly blobs: { readonly [digest: string]: string };
};
type Fixture = {
  readonly key: string;
  readonly roots: { readonly timestamp: object; readonly log: object; readonly both: object };
  readonly images: { readonly [name: string]: Stored };
};

// What cosign 2.6.5 and 3.1.3 put into a registry, with timestamps of sigstore's timestamp authority. The certificates and the log are of test/image/attached/authority.ts.
const fixture: Fixture = JSON.parse(readFileSync(new URL('../../fixtures/cosign/signed.json', import.meta.url), 'utf8'));
const ann = { issuer: 'https://accounts.example', subject: 'ann@acme.example' };
const byKey = { keys: [fixture.key], identities: [] };
const byName = { keys: [], identities: [{ ...ann, subject: '*@acme.example' }] };
const provenance = 'https://slsa.dev/provenance/*';

type Who = Pick<SignatureAsk, 'keys' | 'identities'>;

const judged = (name: string, who: Who, type: string, root?: object) => {
  const stored = fixture.images[name];
  if (!stored) throw new Error(`no image ${name}`);
  return judgedOf(stored, who, type, root);
};

const judgedOf = async (stored: Stored, who: Who, type: string, root?: object) => {
  const registry = await fakeRegistry();
  for (const bytes of Object.values(stored.blobs)) registry.putBlob(Buffer.from(bytes, 'base64'));
  for (const [target, manifest] of Object.entries(stored.manifests))
    if (manifest) registry.putManifest(target, manifest.text, manifest.mediaType);
  const source = sourceFor();
  const [image] = await source.resolve(`${registry.host}/app:1`);
  if (!image) throw new Error('no image');
  const ask: SignatureAsk = { ...who, repositories: null, atLeast: 1, require: [{ type, builder: null, annotations: {} }] };
  const trust = { sboms: null, vex: null, signatures: [ask], ...(root && { root: await openTrustedRoot(JSON.stringify(root), 'root') }) };
  const { signatures } = await collectAttached(source.attachments, image, trust);
  const [standing] = signatures ? judgeSignatures(signatures, ask) : [];
  return {
    image,
    signers: standing?.proofs.map(({ signer }) => signer),
    refused: standing?.refused.join(),
    about: standing?.proofs[0]?.about,
    signatures,
  };
};

const { timestamp, log, both } = fixture.roots;

describe('what cosign has signed', () => {
  it.each(['key of cosign 2', 'key of cosign 3'])('is signed by the key: %s', async (name) => {
    const key = publicKey(fixture.key);
    if (!key) throw new Error('no key');
    const { signers, about, image, signatures } = await judged(name, byKey, 'signature');
    expect([signers, about]).toEqual([[{ kind: 'key', key: fingerprintOf(key) }], image.digest]);
    expect(signatures?.found.map(({ annotations }) => annotations['env'])).toContain('prod');
  });

  it.each<[string, string, object]>([
    ['certificate and timestamp of cosign 2', 'signature', timestamp],
    ['certificate and log of cosign 2', 'signature', log],
    ['certificate and timestamp of cosign 3', 'signature', timestamp],
    ['attestation with a timestamp of cosign 2', provenance, timestamp],
    ['attestation with an entry in the log of cosign 2', provenance, log],
    ['attestation in a bundle of cosign 2', provenance, timestamp],
  ])('is signed by whom the certificate names: %s', async (name, type, root) => {
    expect((await judged(name, byName, type, root)).signers).toEqual([{ kind: 'identity', ...ann }]);
    const without = await judged(name, byName, type);
    expect(without.signers).toEqual([]);
    expect(without.refused).toContain('it says that ann@acme.example signed it, but no trusted root is given');
  });

  it.each<[string, object, RegExp]>([
    ['certificate and timestamp of cosign 2', log, /not to be believed/],
    ['certificate and log of cosign 2', timestamp, /not to be believed/],
    // A root that names a log has each signature asked for in it.
    ['certificate and timestamp of cosign 3', both, /expected 1 tlog entries/],
  ])('is not proved by a root that does not know who tells the time: %s', async (name, root, why) => {
    const { signers, refused } = await judged(name, byName, 'signature', root);
    expect([signers, refused]).toEqual([[], expect.stringMatching(why)]);
  });

  it('speaks of no other image when it is copied to it', async () => {
    const [ours, theirs] = [fixture.images['key of cosign 3'], fixture.images['key of cosign 2']];
    const [, copied] = Object.entries(theirs?.manifests ?? {}).find(([target]) => target.endsWith('.sig')) ?? [];
    const { image } = await judged('key of cosign 3', byKey, 'signature');
    if (!ours || !theirs || !copied) throw new Error('nothing to copy');
    const manifests = { '1': ours.manifests['1'], [`${image.digest.replace(':', '-')}.sig`]: copied };
    const { signers, refused } = await judgedOf({ manifests, blobs: { ...ours.blobs, ...theirs.blobs } }, byKey, 'signature');
    expect([signers, refused]).toEqual([[], expect.stringMatching(/is about another image, sha256:/)]);
  });
});
