import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { putImage, putIndex, types } from '../../fixtures/registry/fake.ts';
import { codeOf, fakeRegistry, sourceFor } from './registry.ts';

describe('an image of a registry', () => {
  it('is resolved by tag and by digest, and its layers stream', async () => {
    const registry = await fakeRegistry();
    const { manifest, config, layers } = putImage(registry, '1.0', { layers: [Buffer.alloc(700_000, 'a'), Buffer.from('b')] });
    const source = sourceFor();
    const [image, ...others] = await source.resolve(`${registry.host}/team/app:1.0`);
    expect(others).toEqual([]);
    expect(image).toMatchObject({
      reference: `${registry.host}/team/app:1.0`,
      repository: `${registry.host}/team/app`,
      digest: manifest.digest,
      platform: { os: 'linux', architecture: 'amd64' },
      configDigest: config.digest,
      layers,
    });
    expect(image).not.toHaveProperty('indexDigest');
    const [byDigest] = await source.resolve(`${registry.host}/team/app@${manifest.digest}`);
    expect(byDigest?.digest).toBe(manifest.digest);
    const [layer] = image?.layers ?? [];
    if (!image || !layer) throw new Error('no layer');
    expect((await buffer(await source.blob(image, layer))).equals(Buffer.alloc(700_000, 'a'))).toBe(true);
  });

  it('of an index is chosen by platform; attestations are none', async () => {
    const registry = await fakeRegistry();
    const amd = putImage(registry, 'a', { architecture: 'amd64' }).manifest;
    const arm = putImage(registry, 'b', { architecture: 'arm64' }).manifest;
    const attestation = putImage(registry, 'c').manifest;
    const index = putIndex(registry, 'all', [
      { ...amd, platform: { os: 'linux', architecture: 'amd64' } },
      { ...arm, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      {
        ...attestation,
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      },
    ]);
    const reference = `${registry.host}/app:all`;
    const source = sourceFor();
    const digests = async (choice?: Parameters<typeof source.resolve>[1]): Promise<string[]> =>
      (await source.resolve(reference, choice)).map(({ digest }) => digest);
    expect(await digests()).toEqual([amd.digest]);
    expect(await digests({ os: 'linux', architecture: 'arm64' })).toEqual([arm.digest]);
    expect(await digests('all')).toEqual([amd.digest, arm.digest]);
    expect((await source.resolve(reference, 'all'))[1]).toMatchObject({ indexDigest: index.digest, platform: { variant: 'v8' } });
    expect(await codeOf(digests({ os: 'linux', architecture: 's390x' }))).toBe('image-not-found');
  });

  it('is looked up by HEAD, and read only where a registry does not name its digest', async () => {
    const registry = await fakeRegistry();
    const { manifest } = putImage(registry, 'x');
    const { digestOf } = sourceFor();
    expect(await digestOf(`${registry.host}/app:x`)).toBe(manifest.digest);
    expect(await digestOf(`${registry.host}/app@${manifest.digest}`)).toBe(manifest.digest);
    expect(registry.requests.map(({ method }) => method)).toEqual(['HEAD']);
    expect(registry.requests[0]?.headers.accept).toContain(types.index);
    registry.misbehave.push(({ method }, response) => method === 'HEAD' && response.writeHead(200).end() !== undefined);
    expect(await digestOf(`${registry.host}/app:x`)).toBe(manifest.digest);
    expect(registry.requests.map(({ method }) => method)).toEqual(['HEAD', 'HEAD', 'GET']);
    expect(await codeOf(digestOf(`${registry.host}/app:none`))).toBe('image-not-found');
  });

  it('asks for all four media types', async () => {
    const registry = await fakeRegistry();
    putImage(registry, 'x');
    await sourceFor().resolve(`${registry.host}/app:x`);
    expect(registry.requests[0]?.headers.accept?.split(', ')).toContain(types.index);
    expect(registry.requests[0]?.headers.accept?.split(', ')).toHaveLength(4);
  });
});
