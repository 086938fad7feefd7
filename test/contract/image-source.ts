import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isDigest } from '../../lib/model/digest.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Descriptor, ImageSource, ResolvedImage } from '../../lib/ports/image-source.ts';
import { file, tar } from '../image/build.ts';

/** An image as a home under test has to keep it: packed layers in order, bottom first. */
export type StoredImage = { readonly config: JsonObject; readonly layers: readonly Uint8Array[] };

/** `put` keeps one image, or the platforms of one, and says how to ask for it; `missing` is a reference to nothing. */
export type ImageHome = {
  readonly source: ImageSource;
  put(images: readonly StoredImage[]): Promise<string>;
  readonly missing: string;
};

const big = tar(file('big', Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 256))));
const small = tar(file('etc/small', 'small'));

const storedImage = (architecture: string, layers: readonly Uint8Array[] = [big, gzipSync(small)]): StoredImage => {
  const diffIds = [big, small].map((layer) => `sha256:${createHash('sha256').update(layer).digest('hex')}`);
  return { config: { os: 'linux', architecture, config: { User: '65532' }, rootfs: { type: 'layers', diff_ids: diffIds } }, layers };
};

const only = async (images: Promise<readonly ResolvedImage[]>): Promise<ResolvedImage> => {
  const [image, ...others] = await images;
  if (!image || others.length > 0) throw new Error(`one image expected, not ${others.length + 1}`);
  return image;
};

const hashOf = async (source: ImageSource, image: ResolvedImage, layer: Descriptor): Promise<{ digest: string; size: number }> => {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of await source.blob(image, layer)) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { digest: `sha256:${hash.digest('hex')}`, size };
};

/** What every `ImageSource` does. `platforms`: whether this home can keep several platforms of one image. */
export const imageSourceContract = (name: string, open: () => Promise<ImageHome>, { platforms }: { readonly platforms: boolean }): void => {
  describe(`ImageSource: ${name}`, () => {
    it('resolves an image with its configuration and layers in order', async () => {
      const { source, put } = await open();
      const reference = await put([storedImage('arm64')]);
      const image = await only(source.resolve(reference));
      expect(image.platform).toMatchObject({ os: 'linux', architecture: 'arm64' });
      expect(image.config).toMatchObject({ config: { User: '65532' } });
      expect(isDigest(image.digest) && isDigest(image.configDigest)).toBe(true);
      expect(image.repository.length).toBeGreaterThan(0);
      expect(image.layers.map(({ size }) => size)).toEqual([big.length, gzipSync(small).length]);
    });

    it('tells what a reference stands for without reading it', async () => {
      const { source, put } = await open();
      const reference = await put([storedImage('amd64')]);
      const [image] = await source.resolve(reference);
      expect(await source.digestOf?.(reference)).toBe(image?.indexDigest ?? image?.digest);
    });

    it('streams layers that are what their digests say, at once and again', async () => {
      const { source, put } = await open();
      const image = await only(source.resolve(await put([storedImage('amd64')])));
      const twice = await Promise.all([...image.layers, ...image.layers].map((layer) => hashOf(source, image, layer)));
      expect(twice).toEqual([...image.layers, ...image.layers].map(({ digest, size }) => ({ digest, size })));
    });

    it('finds the same image by the reference that it gave', async () => {
      const { source, put } = await open();
      const image = await only(source.resolve(await put([storedImage('amd64')])));
      expect(await only(source.resolve(image.reference))).toEqual(image);
    });

    it('lets a reader leave early', async () => {
      const { source, put } = await open();
      const image = await only(source.resolve(await put([storedImage('amd64')])));
      const [layer] = image.layers;
      if (!layer) throw new Error('no layer');
      for await (const chunk of await source.blob(image, layer)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect((await hashOf(source, image, layer)).digest).toBe(layer.digest);
    });

    it('says image-not-found for what is not there', async () => {
      const { source, missing } = await open();
      await expect(source.resolve(missing)).rejects.toMatchObject({ code: 'image-not-found' });
    });

    it('says image-not-found for a platform that is not there', async () => {
      const { source, put } = await open();
      const reference = await put([storedImage('amd64')]);
      await expect(source.resolve(reference, { os: 'linux', architecture: 's390x' })).rejects.toMatchObject({ code: 'image-not-found' });
    });

    it('fetches no layer from an address outside', async () => {
      const { source, put } = await open();
      const image = await only(source.resolve(await put([storedImage('amd64')])));
      const layer: Descriptor = { mediaType: 'x', digest: image.digest, size: 1, urls: ['http://169.254.169.254/'] };
      await expect(source.blob(image, layer)).rejects.toMatchObject({ code: 'image-unsupported' });
    });

    it('ends a layer when its signal says so', async () => {
      const { source, put } = await open();
      const image = await only(source.resolve(await put([storedImage('amd64')])));
      const [layer] = image.layers;
      if (!layer) throw new Error('no layer');
      const controller = new AbortController();
      const stream = await source.blob(image, layer, controller.signal);
      controller.abort(new Error('enough'));
      await expect(text(stream)).rejects.toThrow('enough');
    });

    if (!platforms) return;
    it('gives the platform that is asked for, or all', async () => {
      const { source, put } = await open();
      const reference = await put([storedImage('amd64'), storedImage('arm64', [small])]);
      const architectures = async (...choice: Parameters<ImageSource['resolve']> extends [string, ...infer Rest] ? Rest : never) =>
        (await source.resolve(reference, ...choice)).map(({ platform }) => platform.architecture);
      expect(await architectures()).toEqual(['amd64']);
      expect(await architectures({ os: 'linux', architecture: 'arm64' })).toEqual(['arm64']);
      expect(await architectures('all')).toEqual(['amd64', 'arm64']);
    });
  });
};
