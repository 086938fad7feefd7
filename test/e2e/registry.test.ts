import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEgress } from '../../lib/adapters/egress/egress.ts';
import type { Credential } from '../../lib/adapters/registry/distribution/credentials.ts';
import { createImageSource } from '../../lib/adapters/registry/image-source.ts';
import { collectAttached } from '../../lib/image/attached/collect.ts';
import { identityFingerprint } from '../../lib/image/attached/identity.ts';
import { openTrustedRoot } from '../../lib/image/attached/root.ts';
import { judgeSignatures } from '../../lib/image/signature/judge.ts';
import { sha256 } from '../../lib/model/digest.ts';
import type { Egress } from '../../lib/ports/egress.ts';
import { imageSourceContract, type StoredImage } from '../contract/image-source.ts';
import { authority, bundleOf, pair } from '../image/attached/authority.ts';
import { envelopeOf, statementOf } from '../image/attached/signed.ts';
import { file, tar } from '../image/build.ts';
import { type Pushed, type Pusher, pusher, type RegistryProcess, startRegistry } from './registry-process.ts';

type Types = { readonly manifest: string; readonly index: string; readonly config: string; readonly layer: string };
const oci: Types = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};
const docker: Types = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  index: 'application/vnd.docker.distribution.manifest.list.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};

const pushImages = async (to: Pusher, tag: string, images: readonly StoredImage[], types = oci): Promise<Pushed> => {
  const manifests: Pushed[] = [];
  for (const { config, layers } of images) {
    const pushed: Pushed[] = [];
    for (const layer of layers) pushed.push(await to.blob(layer, types.layer));
    const described = await to.blob(Buffer.from(JSON.stringify(config)), types.config);
    const name = images.length === 1 ? tag : `${tag}-${config['architecture']}`;
    const body = { schemaVersion: 2, mediaType: types.manifest, config: described, layers: pushed };
    const manifest = await to.manifest(name, body);
    manifests.push({ ...manifest, ...(images.length > 1 && { platform: { os: config['os'], architecture: config['architecture'] } }) });
  }
  const [first] = manifests;
  if (first && images.length === 1) return first;
  const index = { schemaVersion: 2, mediaType: types.index, manifests };
  return to.manifest(tag, index);
};

const image = (architecture = 'amd64', layer: Uint8Array = gzipSync(tar(file('a', architecture)))): StoredImage => ({
  config: { os: 'linux', architecture, config: {}, rootfs: { type: 'layers', diff_ids: [sha256('x')] } },
  layers: [layer],
});

const egress = (): Egress => createEgress({ purposes: { registry: { allow: ['127.0.0.1'], insecure: ['127.0.0.1'] } } });
const knows = (credential: Credential) => async (): Promise<Credential> => credential;

let open: RegistryProcess;
beforeAll(async () => {
  open = await startRegistry();
});
afterAll(() => open.stop());

let repositories = 0;
const home = (types: Types) => async () => {
  const repository = `contract/${++repositories}`;
  return {
    source: createImageSource({ egress: egress() }),
    missing: `${open.host}/${repository}:none`,
    put: async (images: readonly StoredImage[]) => {
      await pushImages(pusher(open.host, repository), '1', images, types);
      return `${open.host}/${repository}:1`;
    },
  };
};
imageSourceContract("Debian's docker-registry, OCI", home(oci), { platforms: true });
imageSourceContract("Debian's docker-registry, Docker schema 2", home(docker), { platforms: true });

describe('a real registry', () => {
  it('continues a layer where the connection broke', async () => {
    const content = Buffer.from(Array.from({ length: 5_000_000 }, (_, index) => (index * 31) % 256));
    const pushed = await pushImages(pusher(open.host, 'broken'), '1', [image('amd64', content)]);
    const ranges: (string | undefined)[] = [];
    const real = egress();
    const breaking: Egress = {
      send: async (request) => {
        const response = await real.send(request);
        if (!request.url.includes(sha256(content))) return response;
        ranges.push(request.headers?.['range']);
        return ranges.length > 3 ? response : { ...response, body: response.body.pipe(breakAfter(1_000_000)) };
      },
    };
    const source = createImageSource({ egress: breaking });
    const [resolved] = await source.resolve(`${open.host}/broken@${pushed.digest}`);
    if (!resolved?.layers[0]) throw new Error('no layer');
    expect((await buffer(await source.blob(resolved, resolved.layers[0]))).equals(content)).toBe(true);
    expect(ranges).toHaveLength(4);
    expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range ?? ''))).toBe(true);
  });

  it('gives a bundle that somebody signed without a key, as cosign 3 attaches it', async () => {
    const to = pusher(open.host, 'keyless');
    const subject = await pushImages(to, '1', [image()]);
    const [ours, signer] = [authority(), pair()];
    const person = { issuer: 'https://accounts.example', subject: 'ann@acme.example' };
    const envelope = envelopeOf(statementOf(subject.digest), signer.privateKey);
    const leaf = ours.certify(person, signer.publicKey);
    const artifactType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const bundle = bundleOf(envelope, leaf, [ours.enter(envelope, leaf)]);
    const artifact = await to.manifest('bundle', {
      schemaVersion: 2,
      mediaType: oci.manifest,
      artifactType,
      config: await to.blob(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json'),
      layers: [await to.blob(Buffer.from(JSON.stringify(bundle)), artifactType)],
      subject,
    });
    await to.manifest(subject.digest.replace(':', '-'), {
      schemaVersion: 2,
      mediaType: oci.index,
      manifests: [{ ...artifact, artifactType }],
    });
    const source = createImageSource({ egress: egress() });
    const [resolved] = await source.resolve(`${open.host}/keyless:1`);
    if (!resolved || !source.attachments) throw new Error('no image');
    const root = await openTrustedRoot(JSON.stringify(ours.trustedRoot), 'root');
    const sboms = { keys: [], identities: [person], unsigned: false };
    const found = await collectAttached(source.attachments, resolved, { sboms, vex: null, root });
    expect(found.sboms).toMatchObject([{ key: identityFingerprint(person), packages: 2 }]);
    const other = await collectAttached(source.attachments, resolved, {
      sboms: { ...sboms, identities: [{ ...person, subject: 'bob@x' }] },
      vex: null,
      root,
    });
    expect([other.sboms, other.incomplete.map(({ code }) => code)]).toEqual([[], ['attached-left-out']]);
  });

  it('keeps what cosign has signed, by its tag and by the list of referrers', async () => {
    const fixture = JSON.parse(readFileSync(new URL('../fixtures/cosign/signed.json', import.meta.url), 'utf8'));
    for (const [name, type] of [
      ['key of cosign 2', 'signature'],
      ['key of cosign 3', 'signature'],
      ['key of cosign 3', 'https://slsa.dev/provenance/*'],
    ] as const) {
      const repository = name.replaceAll(' ', '-');
      const to = pusher(open.host, repository);
      const { manifests, blobs } = fixture.images[name];
      for (const bytes of Object.values<string>(blobs)) await to.blob(Buffer.from(bytes, 'base64'), 'application/octet-stream');
      // What a list names must be there before it.
      for (const [target, { text }] of Object.entries<{ text: string }>(manifests).reverse()) await to.manifest(target, JSON.parse(text));
      const source = createImageSource({ egress: egress() });
      const ask = {
        repositories: null,
        keys: [fixture.key],
        identities: [],
        atLeast: 1,
        require: [{ type, builder: null, annotations: {} }],
      };
      for (const reference of [`${repository}:1`, `${repository}@${(await source.resolve(`${open.host}/${repository}:1`))[0]?.digest}`]) {
        const [resolved] = await source.resolve(`${open.host}/${reference}`);
        if (!resolved || !source.attachments) throw new Error('no image');
        const { signatures } = await collectAttached(source.attachments, resolved, { sboms: null, vex: null, signatures: [ask] });
        expect(signatures && judgeSignatures(signatures, ask)).toMatchObject([{ isMet: true, proofs: [{ about: resolved.digest }] }]);
      }
    }
  });

  it('has no referrers call, and its tag stands in', async () => {
    const to = pusher(open.host, 'referred');
    const subject = await pushImages(to, '1', [image()]);
    const sbom = Buffer.from('{"bomFormat":"CycloneDX"}');
    const artifactType = 'application/vnd.cyclonedx+json';
    const artifact = await to.manifest('sbom', {
      schemaVersion: 2,
      mediaType: oci.manifest,
      artifactType,
      config: await to.blob(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json'),
      layers: [await to.blob(sbom, artifactType)],
      subject,
    });
    const source = createImageSource({ egress: egress() });
    const reference = `${open.host}/referred:1`;
    expect(await source.referrers(reference, subject.digest)).toEqual([]);
    await to.manifest(subject.digest.replace(':', '-'), {
      schemaVersion: 2,
      mediaType: oci.index,
      manifests: [{ ...artifact, artifactType }],
    });
    const [found, ...others] = await source.referrers(reference, subject.digest, artifactType);
    expect([found?.digest, others, await source.referrers(reference, subject.digest, 'other')]).toEqual([artifact.digest, [], []]);
    if (!found) throw new Error('no referrer');
    const [content] = await source.contents(reference, found, 1_000);
    expect(Buffer.from(content?.bytes ?? []).equals(sbom)).toBe(true);
    await expect(source.contents(reference, found, 10)).rejects.toMatchObject({ code: 'too-large' });
    await expect(source.resolve(`${open.host}/referred:sbom`)).rejects.toMatchObject({ code: 'image-unsupported' });
  });
});

const breakAfter = (bytes: number): Transform => {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > bytes) done(new Error('broken'));
      else done(null, chunk);
    },
  });
};

describe('a real registry with passwords', () => {
  // bcrypt of "secret", as `htpasswd -nbB` writes it.
  const line = 'me:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n';
  let registry: RegistryProcess;
  beforeAll(async () => {
    registry = await startRegistry(async (folder) => {
      await writeFile(join(folder, 'htpasswd'), line);
      return `{ htpasswd: { realm: test, path: ${JSON.stringify(join(folder, 'htpasswd'))} } }`;
    });
    await pushImages(pusher(registry.host, 'app', `Basic ${Buffer.from('me:secret').toString('base64')}`), '1', [image()]);
  });
  afterAll(() => registry.stop());

  it.each([
    ['secret', 'answered'],
    ['wrong', 'registry-unauthorized'],
    [undefined, 'registry-unauthorized'],
  ])('password %s: %s', async (password, expected) => {
    const credentials = password === undefined ? {} : { credentials: knows({ kind: 'basic', username: 'me', password }) };
    const source = createImageSource({ egress: egress(), ...credentials });
    const outcome = await source.resolve(`${registry.host}/app:1`).then(
      () => 'answered',
      (error: { code: string }) => error.code,
    );
    expect(outcome).toBe(expected);
  });
});

describe('a real registry with a token server', () => {
  const tls = new URL('../fixtures/registry/tls/', import.meta.url);
  const key = createPrivateKey(readFileSync(new URL('key.pem', tls)));
  const certificate = new X509Certificate(readFileSync(new URL('cert.pem', tls)));
  const tokens: string[] = [];
  let server: Server;
  let registry: RegistryProcess;

  // Source: Docker, "Token Authentication Implementation": a JWT signed by a key that `rootcertbundle` vouches for.
  const issue = (scope: string): string => {
    const [type = '', name = '', actions = ''] = scope.split(':');
    const now = Math.floor(Date.now() / 1000);
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = part({ typ: 'JWT', alg: 'ES256', x5c: [certificate.raw.toString('base64')] });
    const access = [{ type, name, actions: actions.split(',') }];
    const body = part({
      iss: 'tests',
      sub: '',
      aud: 'registry',
      exp: now + 300,
      nbf: now - 10,
      iat: now,
      jti: String(tokens.length),
      access,
    });
    const signature = sign('sha256', Buffer.from(`${head}.${body}`), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return `${head}.${body}.${signature}`;
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const scope = new URL(request.url ?? '', 'http://x').searchParams.get('scope') ?? '';
      tokens.push(scope);
      response.end(JSON.stringify({ token: issue(scope), expires_in: 300 }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    const bundle = JSON.stringify(new URL('cert.pem', tls).pathname);
    registry = await startRegistry(
      async () => `{ token: { realm: "${realm}", service: registry, issuer: tests, rootcertbundle: ${bundle} } }`,
    );
    await pushImages(pusher(registry.host, 'team/app', `Bearer ${issue('repository:team/app:pull,push')}`), '1', [image()]);
  });
  afterAll(async () => {
    server.close();
    await registry.stop();
  });

  it('takes the token that was asked for once', async () => {
    const source = createImageSource({ egress: egress() });
    const [resolved] = await source.resolve(`${registry.host}/team/app:1`);
    if (!resolved?.layers[0]) throw new Error('no layer');
    const { length } = await buffer(await source.blob(resolved, resolved.layers[0]));
    expect(length).toBe(resolved.layers[0].size);
    expect(tokens).toEqual(['repository:team/app:pull']);
  });
});
