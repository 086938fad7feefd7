import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { endpointsOf, registryRules } from '../../../lib/adapters/registry/distribution/settings.ts';
import { createThrottle } from '../../../lib/adapters/registry/distribution/throttle.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { putImage } from '../../fixtures/registry/fake.ts';
import { codeOf, fakeRegistry, sourceFor } from './registry.ts';

describe('mirrors', () => {
  it('are asked in order, under their prefix, before the registry', async () => {
    const [broken, mirror, origin] = [await fakeRegistry(), await fakeRegistry(), await fakeRegistry()];
    const { manifest } = putImage(mirror, '1');
    const registries = { [origin.host]: { mirrors: [`${broken.host}`, `${mirror.host}/proxy`] } };
    const source = sourceFor({ registries });
    const [image] = await source.resolve(`${origin.host}/app:1`);
    expect(image).toMatchObject({ digest: manifest.digest, repository: `${origin.host}/app` });
    if (!image?.layers[0]) throw new Error('no layer');
    await buffer(await source.blob(image, image.layers[0]));
    expect(mirror.requests.map(({ path }) => path.replace(/[^/]+$/, ''))).toEqual([
      '/v2/proxy/app/manifests/',
      '/v2/proxy/app/blobs/',
      '/v2/proxy/app/blobs/',
    ]);
    expect(origin.requests).toEqual([]);
  });

  it('that have nothing leave it to the registry', async () => {
    const [mirror, origin] = [await fakeRegistry(), await fakeRegistry()];
    putImage(origin, '1');
    const registries = { [origin.host]: { mirrors: [mirror.host] } };
    expect(await codeOf(sourceFor({ registries }).resolve(`${origin.host}/app:1`))).toBe('answered');
    expect(await codeOf(sourceFor({ registries }).resolve(`${origin.host}/app:2`))).toBe('image-not-found');
  });
});

describe('settings', () => {
  it.each([
    ['docker.io', {}, 'https://registry-1.docker.io/v2/a/b'],
    ['r.test', {}, 'https://r.test/v2/a/b'],
    ['r.test:5000', { 'r.test:5000': { insecure: true } }, 'http://r.test:5000/v2/a/b'],
    ['r.test', { 'r.test:5000': { insecure: true } }, 'https://r.test/v2/a/b'],
    ['localhost:5000', {}, 'http://localhost:5000/v2/a/b'],
    ['localhost:5000', { 'localhost:5000': { insecure: false } }, 'https://localhost:5000/v2/a/b'],
    ['127.0.0.1.evil.test', {}, 'https://127.0.0.1.evil.test/v2/a/b'],
    ['constructor', {}, 'https://constructor/v2/a/b'],
  ])('%s with %j is at %s', (host, registries, expected) => {
    expect(endpointsOf(registries, host, 'a/b').map(({ base }) => base)).toEqual([expected]);
  });

  it('tell the guard what it must let through', () => {
    const registries = { 'a.test': { insecure: true, internal: true }, 'b.test:5000': { ca: 'pem' }, 'c.test': {} };
    expect(registryRules(registries)).toEqual({
      allow: ['a.test'],
      insecure: ['a.test'],
      authorities: [{ host: 'b.test:5000', pem: 'pem' }],
    });
  });
});

describe('a throttle', () => {
  it('lets as many in as may be, in order, and never one more', async () => {
    const throttle = createThrottle(() => 0);
    const order: number[] = [];
    const leave = await Promise.all([throttle.enter('a', 2), throttle.enter('a', 2)]);
    const waiting = [1, 2, 3].map(async (name) => {
      const left = await throttle.enter('a', 2);
      order.push(name);
      return left;
    });
    await throttle.enter('b', 2);
    expect(order).toEqual([]);
    leave[0]();
    leave[0]();
    await waiting[0];
    expect(order).toEqual([1]);
    leave[1]();
    (await waiting[0])?.();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  it('forgets who gave up waiting', async () => {
    const throttle = createThrottle(() => 0);
    const leave = await throttle.enter('a', 1);
    const controller = new AbortController();
    const impatient = throttle.enter('a', 1, controller.signal);
    const patient = throttle.enter('a', 1);
    controller.abort(new Error('enough'));
    await expect(impatient).rejects.toThrow('enough');
    leave();
    expect(typeof (await patient)).toBe('function');
  });

  it('downloads no more layers of a registry at a time than it is set to', async () => {
    const registry = await fakeRegistry();
    const layers = Array.from({ length: 12 }, (_, index) => Buffer.alloc(1_000, index));
    let [open, most] = [0, 0];
    registry.misbehave.push((request, response) => {
      const layer = layers.find((bytes) => request.url?.endsWith(sha256(bytes)));
      if (!layer) return false;
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
        response.end(layer);
      }, 10);
      return true;
    });
    putImage(registry, '1', { layers });
    const source = sourceFor({ registries: { [registry.host]: { concurrency: 3 } } });
    const [image] = await source.resolve(`${registry.host}/app:1`);
    await Promise.all((image?.layers ?? []).map(async (layer) => image && buffer(await source.blob(image, layer))));
    expect(most).toBe(3);
  });
});
