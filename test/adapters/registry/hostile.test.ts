import type { ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../lib/model/digest.ts';
import type { Descriptor, ResolvedImage } from '../../../lib/ports/image-source.ts';
import { type FakeRegistry, type Misbehaviour, putImage, putIndex, types } from '../../fixtures/registry/fake.ts';
import { codeOf, fakeRegistry, quickPace, sourceFor } from './registry.ts';

const on =
  (pattern: RegExp, answer: (response: ServerResponse, path: string) => void): Misbehaviour =>
  (request, response) => {
    const path = request.url ?? '';
    if (!pattern.test(path)) return false;
    answer(response, path);
    return true;
  };
const status = (code: number, headers: { [name: string]: string } = {}): Misbehaviour =>
  on(/./, (response) => void response.writeHead(code, headers).end('{"errors":[]}'));

const resolveCode = (registry: FakeRegistry, options: Parameters<typeof sourceFor>[0] = {}): Promise<string> =>
  codeOf(sourceFor(options).resolve(`${registry.host}/app:1`));

describe('a registry that refuses', () => {
  it.each([
    [400, 'registry-unavailable', 1],
    [401, 'registry-unauthorized', 1],
    [403, 'registry-unauthorized', 1],
    [404, 'image-not-found', 1],
    [408, 'registry-unavailable', 5],
    [418, 'registry-unavailable', 1],
    [429, 'registry-rate-limited', 5],
    [500, 'registry-unavailable', 5],
    [502, 'registry-unavailable', 5],
    [503, 'registry-unavailable', 5],
    [204, 'registry-unavailable', 1],
    [304, 'registry-unavailable', 1],
  ])('with %d gives %s after %d requests', async (code, expected, requests) => {
    const registry = await fakeRegistry();
    registry.misbehave.push(status(code));
    expect(await resolveCode(registry)).toBe(expected);
    expect(registry.requests).toHaveLength(requests);
  });

  it('with 429 says when to come back, and how much is left', async () => {
    const registry = await fakeRegistry();
    registry.misbehave.push(status(429, { 'retry-after': '300', 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '0;w=21600' }));
    const error = await sourceFor()
      .resolve(`${registry.host}/app:1`)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'registry-rate-limited', retryAfterSeconds: 60 });
    expect(String(error)).toContain('100;w=21600');
    expect(registry.requests).toHaveLength(1);
  });

  it.each([
    ['3', 3_000],
    ['0', 1_000],
    ['35.852µs', 500],
    ['-5', 500],
    ['', 500],
    ['Sun, 22 Nov 2026 10:00:07 GMT', 7_000],
    ['Sat, 21 Nov 2026 10:00:00 GMT', 1_000],
    ['soon', 500],
  ])('with Retry-After %j is asked again after %d ms', async (header, wait) => {
    const registry = await fakeRegistry();
    putImage(registry, '1');
    const bytes = Buffer.from(header, 'latin1').toString('latin1');
    const refuse = status(429, bytes === '' ? {} : { 'retry-after': bytes });
    let left = 1;
    registry.misbehave.push((request, response) => left-- > 0 && refuse(request, response));
    const pace = quickPace();
    expect(await resolveCode(registry, { pace })).toBe('answered');
    expect(pace.waits.reduce((sum, one) => sum + one, 0)).toBe(wait === 500 ? 375 : wait);
  });

  it('with 503 and a time holds back every other request to it', async () => {
    const registry = await fakeRegistry();
    putImage(registry, '1');
    let left = 1;
    registry.misbehave.push((request, response) => left-- > 0 && status(503, { 'retry-after': '50' })(request, response));
    const source = sourceFor();
    expect(await codeOf(source.resolve(`${registry.host}/app:1`))).toBe('registry-unavailable');
    expect(await codeOf(source.resolve(`${registry.host}/other:1`))).toBe('registry-rate-limited');
    expect(registry.requests).toHaveLength(1);
  });

  it('by saying nothing at all is given up', async () => {
    const registry = await fakeRegistry();
    registry.misbehave.push(on(/./, (response) => void response.socket?.destroy()));
    expect(await resolveCode(registry)).toBe('registry-unavailable');
  });

  it('and a signal ends the waiting', async () => {
    const registry = await fakeRegistry();
    registry.misbehave.push(() => true);
    const controller = new AbortController();
    const waiting = sourceFor().resolve(`${registry.host}/app:1`, undefined, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('a manifest', () => {
  const withManifest = async (body: unknown, mediaType?: string): Promise<string> => {
    const registry = await fakeRegistry();
    const config = registry.putBlob(Buffer.from('{}'), types.config);
    const text = typeof body === 'string' ? body : JSON.stringify(body).replaceAll('"$config"', JSON.stringify(config));
    registry.putManifest('1', text, mediaType);
    return resolveCode(registry);
  };
  const layer = { mediaType: types.layer, digest: `sha256:${'a'.repeat(64)}`, size: 1 };
  const image = { schemaVersion: 2, config: '$config', layers: [layer] };

  it.each<[string, unknown, string | undefined, string]>([
    ['that is right', image, undefined, 'answered'],
    ['without layers', { ...image, layers: [] }, undefined, 'answered'],
    ['of schema 1', { schemaVersion: 1, fsLayers: [] }, 'application/vnd.docker.distribution.manifest.v1+prettyjws', 'image-unsupported'],
    ['of schema 1 in disguise', { schemaVersion: 1, layers: [] }, undefined, 'image-unsupported'],
    ['that is index and image at once', { ...image, manifests: [] }, undefined, 'image-corrupt'],
    ["whose type is not its transport's", { ...image, mediaType: types.index }, undefined, 'image-corrupt'],
    ['of an unknown type', { ...image, mediaType: 'application/x' }, 'application/x', 'image-unsupported'],
    ['of no type at all', { schemaVersion: 2 }, 'text/html', 'image-unsupported'],
    ['with too many layers', { ...image, layers: Array(501).fill(layer) }, undefined, 'too-large'],
    ['of an artifact', { ...image, artifactType: 'application/x' }, undefined, 'image-unsupported'],
    [
      'of a chart',
      { ...image, config: { ...layer, mediaType: 'application/vnd.cncf.helm.config.v1+json' } },
      undefined,
      'image-unsupported',
    ],
    ['with a negative size', { ...image, layers: [{ ...layer, size: -1 }] }, undefined, 'image-corrupt'],
    ['with a size beyond numbers', { ...image, layers: [{ ...layer, size: 1e300 }] }, undefined, 'image-corrupt'],
    [
      'with a digest of another kind',
      { ...image, layers: [{ ...layer, digest: `sha512:${'a'.repeat(128)}` }] },
      undefined,
      'image-unsupported',
    ],
    ['with a digest that is none', { ...image, layers: [{ ...layer, digest: 'sha256:../../x' }] }, undefined, 'image-corrupt'],
    ['with layers that are no list', { ...image, layers: { length: 1 } }, undefined, 'image-corrupt'],
    ['with layers that are text', { ...image, layers: ['x'] }, undefined, 'image-corrupt'],
    ['without a configuration', { schemaVersion: 2, layers: [] }, undefined, 'image-corrupt'],
    ['with an absent configuration', { ...image, config: { ...layer, mediaType: types.config } }, undefined, 'image-not-found'],
    [
      'with a huge configuration',
      { ...image, config: { ...layer, mediaType: types.config, size: 9 * 1024 * 1024 } },
      undefined,
      'too-large',
    ],
    ['that is no JSON', '{"schemaVersion":2,', undefined, 'image-corrupt'],
    ['that is a list', '[]', undefined, 'image-corrupt'],
    ['that is nested without end', '['.repeat(100_000), undefined, 'image-corrupt'],
    ['that is huge', `{"schemaVersion":2,"x":"${'x'.repeat(4 * 1024 * 1024)}"}`, undefined, 'too-large'],
    ['that is an empty index', { schemaVersion: 2, manifests: [] }, types.index, 'image-unsupported'],
    ['that is an index of far too many', { schemaVersion: 2, manifests: Array(1001).fill(layer) }, types.index, 'too-large'],
    ['with a prototype', '{"__proto__":{"layers":[]},"schemaVersion":2}', types.manifest, 'image-corrupt'],
  ])('%s', async (_name, body, mediaType, expected) => {
    expect(await withManifest(body, mediaType)).toBe(expected);
  });

  it('that names itself, or an index in an index in an index, ends', async () => {
    const registry = await fakeRegistry();
    const { manifest } = putImage(registry, 'leaf');
    let entry: Descriptor = manifest;
    for (const depth of [1, 2, 3]) entry = putIndex(registry, `depth-${depth}`, [entry]);
    const codes = await Promise.all([1, 2, 3].map((depth) => codeOf(sourceFor().resolve(`${registry.host}/app:depth-${depth}`))));
    expect(codes).toEqual(['answered', 'answered', 'image-unsupported']);
  });
});

describe('content that is not what its digest says', () => {
  it.each(['manifest', 'config'] as const)('is refused: %s', async (what) => {
    const registry = await fakeRegistry();
    const image = putImage(registry, '1');
    registry.misbehave.push(
      on(
        new RegExp(image[what].digest),
        (response) => void response.setHeader('content-type', types.manifest).end('{"schemaVersion":2,"layers":[]}'),
      ),
    );
    expect(await codeOf(sourceFor().resolve(`${registry.host}/app@${image.manifest.digest}`))).toBe('image-corrupt');
  });

  it('is refused: a tag whose header names another digest', async () => {
    const registry = await fakeRegistry();
    const { manifest } = putImage(registry, '1');
    registry.misbehave.push((_request, response) => {
      response.setHeader('docker-content-digest', sha256('another'));
      response.setHeader = () => response;
      return false;
    });
    expect(manifest.digest).not.toBe(sha256('another'));
    expect(await resolveCode(registry)).toBe('image-corrupt');
  });
});

describe('a layer', () => {
  const content = Buffer.from(Array.from({ length: 900_000 }, (_, index) => index % 251));
  const opened = async (
    registry: FakeRegistry,
  ): Promise<{ readonly image: ResolvedImage; readonly layer: Descriptor; readonly read: () => Promise<Buffer> }> => {
    putImage(registry, '1', { layers: [content] });
    const source = sourceFor({ stallMs: 60 });
    const [image] = await source.resolve(`${registry.host}/app:1`);
    const [layer] = image?.layers ?? [];
    if (!image || !layer) throw new Error('no layer');
    registry.requests.length = 0;
    return { image, layer, read: async () => buffer(await source.blob(image, layer)) };
  };
  const partial = (cutAt: number, times: number): Misbehaviour => {
    let left = times;
    return (request, response) => {
      if (!request.url?.includes('/blobs/') || left-- <= 0) return false;
      const from = Number(/bytes=(\d+)/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, {
        'content-length': content.length - from,
        ...(from > 0 && { 'content-range': `bytes ${from}-/x` }),
      });
      response.write(content.subarray(from, from + cutAt), () => response.destroy());
      return true;
    };
  };

  it('cut off comes whole, over as many connections as it takes', async () => {
    const registry = await fakeRegistry();
    const { read } = await opened(registry);
    registry.misbehave.push(partial(200_000, 3));
    expect((await read()).equals(content)).toBe(true);
    expect(registry.requests.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=200000-', 'bytes=400000-', 'bytes=600000-']);
  });

  it('comes whole from a registry that ignores Range', async () => {
    const registry = await fakeRegistry();
    const { read } = await opened(registry);
    registry.misbehave.push(partial(300_001, 1), (request) => {
      delete request.headers.range;
      return false;
    });
    expect((await read()).equals(content)).toBe(true);
  });

  it('that stalls is continued', async () => {
    const registry = await fakeRegistry();
    const { read } = await opened(registry);
    let left = 1;
    registry.misbehave.push((_request, response) => {
      if (left-- <= 0) return false;
      response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1000));
      return true;
    });
    expect((await read()).equals(content)).toBe(true);
  });

  it.each<[string, Misbehaviour, string]>([
    [
      'that never comes',
      on(/blobs/, (response) => void response.writeHead(200, { 'content-length': '900000' }).flushHeaders()),
      'registry-unavailable',
    ],
    ['that is too short', on(/blobs/, (response) => void response.end('short')), 'registry-unavailable'],
    ['that is too long', on(/blobs/, (response) => void response.end(Buffer.alloc(content.length + 1))), 'image-corrupt'],
    ['that is gone', status(404), 'image-not-found'],
    [
      'behind a loop of redirects',
      on(/./, (response, path) => void response.writeHead(302, { location: path }).end()),
      'registry-unavailable',
    ],
    [
      'behind a redirect inside',
      on(/./, (response) => void response.writeHead(307, { location: 'http://10.0.0.1/' }).end()),
      'egress-refused',
    ],
    [
      'behind a redirect to metadata',
      on(/./, (response) => void response.writeHead(307, { location: 'http://169.254.169.254/latest' }).end()),
      'egress-refused',
    ],
  ])('%s', async (_name, misbehaviour, expected) => {
    const registry = await fakeRegistry();
    const { read } = await opened(registry);
    registry.misbehave.push(misbehaviour);
    expect(await codeOf(read())).toBe(expected);
  });

  it('with a part that was not asked for is refused', async () => {
    const registry = await fakeRegistry();
    const { read } = await opened(registry);
    registry.misbehave.push(partial(1000, 1), (request, response) => {
      if (!request.headers.range) return false;
      response.writeHead(206, { 'content-range': 'bytes 7-899999/900000' }).end(content.subarray(7));
      return true;
    });
    expect(await codeOf(read())).toBe('image-corrupt');
  });

  it('whose signed address holds for one request is asked for at the registry anew', async () => {
    const [registry, storage] = [await fakeRegistry(), await fakeRegistry()];
    const { read } = await opened(registry);
    let signed = 0;
    registry.misbehave.push(
      on(/blobs/, (response) => void response.writeHead(307, { location: `http://${storage.host}/blobs/x?signature=${++signed}` }).end()),
    );
    const used = new Set<string>();
    const cut = partial(400_000, Number.POSITIVE_INFINITY);
    storage.misbehave.push((request, response) => {
      const isUsed = used.has(request.url ?? '');
      used.add(request.url ?? '');
      return isUsed ? status(403)(request, response) : cut(request, response);
    });
    expect((await read()).equals(content)).toBe(true);
    expect([...used]).toEqual([1, 2, 3].map((each) => `/blobs/x?signature=${each}`));
    expect(storage.requests.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=400000-', 'bytes=800000-']);
  });

  it('of an address outside is never fetched', async () => {
    const registry = await fakeRegistry();
    const config = registry.putBlob(Buffer.from('{}'), types.config);
    const layer = {
      ...registry.putBlob(Buffer.from('x'), 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'),
      urls: [`http://${registry.host}/steal`],
    };
    registry.putManifest('1', { schemaVersion: 2, config, layers: [layer] });
    const source = sourceFor();
    const [image] = await source.resolve(`${registry.host}/app:1`);
    registry.requests.length = 0;
    if (!image?.layers[0]) throw new Error('no layer');
    expect(await codeOf(source.blob(image, image.layers[0]))).toBe('image-unsupported');
    expect(registry.requests).toEqual([]);
  });

  it('that nobody reads is not pulled into memory', async () => {
    const registry = await fakeRegistry();
    const big = { mediaType: types.layer, digest: sha256('big'), size: 2 ** 30 };
    let written = 0;
    registry.misbehave.push((request, response) => {
      if (!request.url?.endsWith(big.digest)) return false;
      response.writeHead(200, { 'content-length': big.size });
      const fill = (): void => {
        for (const chunk = Buffer.alloc(65_536); written < 64 * 2 ** 20; ) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', fill);
        }
      };
      fill();
      return true;
    });
    putImage(registry, '1');
    const source = sourceFor();
    const [image] = await source.resolve(`${registry.host}/app:1`);
    if (!image) throw new Error('no image');
    const stream = await source.blob(image, big);
    await new Promise((resolve) => stream.once('readable', resolve));
    // The kernel's buffers on both sides are all that can be ahead of the reader.
    expect(stream.readableLength).toBeLessThanOrEqual(512 * 1024);
    stream.destroy();
    expect(written).toBeLessThan(32 * 2 ** 20);
  });
});
