import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { createZstdStream } from '../../lib/image/decompress/zstd-stream.ts';
import { runZstdThread } from '../../lib/image/decompress/zstd-thread-main.ts';
import { type Unpacked, unpack } from '../../lib/image/decompress.ts';
import { incompressible, slices } from './build.ts';

type Block = { readonly type: 'raw' | 'repeated'; readonly content: Buffer; readonly size: number };

/** A frame of blocks as they are stored, or of one byte many times: enough without a compressor. Source: RFC 8878, section 3.1.1. */
const frame = (blocks: readonly Block[]): Buffer => {
  const packed = blocks.map(({ type, content, size }, index) => {
    const head = Buffer.alloc(3);
    head.writeUIntLE((size << 3) | (type === 'raw' ? 0 : 2) | (index === blocks.length - 1 ? 1 : 0), 0, 3);
    return Buffer.concat([head, content]);
  });
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]), ...packed]);
};
const raw = (content: Buffer): Block[] =>
  [...slices(content, 100_000)].map((slice) => ({ type: 'raw', content: slice, size: slice.length }));
const repeated = (times: number): Block[] =>
  Array.from({ length: times }, () => ({ type: 'repeated', content: Buffer.from('a'), size: 131_072 }));
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

const random = incompressible(3_200_000);
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const unpackBytes = async (packed: Buffer, maxUnpackedBytes = 2 ** 32): Promise<Unpacked & { readonly hash: string }> => {
  const hash = createHash('sha256');
  const digest = `sha256:${digestOf(packed)}` as const;
  const result = await unpack({
    packed: Readable.from(slices(packed, 300_000)),
    digest,
    size: packed.length,
    maxUnpackedBytes,
    deliver: (bytes) => void hash.update(bytes),
  });
  return { ...result, hash: hash.digest('hex') };
};

describe('zstd layers, a small one here and a large one in a thread', () => {
  it.each([
    ['small', random.subarray(0, 500_000)],
    ['large', random],
  ])('come out as they were, in frames with what is to be skipped between them: %s', async (_, content) => {
    const half = Math.floor(content.length / 2);
    const packed = Buffer.concat([skippable, frame(raw(content.subarray(0, half))), skippable, frame(raw(content.subarray(half)))]);
    const { problem, unpackedBytes, hash } = await unpackBytes(packed);
    expect([problem, unpackedBytes, hash]).toEqual([null, content.length, digestOf(content)]);
  });

  it.each<[string, Buffer]>([
    ['layer-truncated', frame(raw(random)).subarray(0, 3_000_000)],
    ['layer-corrupt', Buffer.concat([frame(raw(random)), Buffer.from('this is no frame')])],
    ['layer-truncated', frame(raw(random.subarray(0, 500_000))).subarray(0, 300_000)],
    ['layer-corrupt', Buffer.concat([frame(raw(random.subarray(0, 500_000))), Buffer.from('this is no frame')])],
  ])('say what is wrong with them: %s', async (expected, packed) => {
    expect((await unpackBytes(packed)).problem).toBe(expected);
  });

  it.each([
    ['small', [...repeated(8000)]],
    ['large', [...raw(random), ...repeated(8000)]],
  ])('stop at the cap of a bomb: %s', async (_, blocks) => {
    const { problem, unpackedBytes } = await unpackBytes(frame(blocks), 10_000_000);
    expect([problem, unpackedBytes < 12_000_000]).toEqual(['layer-too-large', true]);
  });

  it.each([createZstdStream, runZstdThread])(
    'are unpacked in a thread by a program that is whole in itself when it is bundled: %o',
    async (part) => {
      const { code } = await transform(`use(${part.toString()})`, { minify: true, keepNames: true, target: 'node20' });
      expect(code).not.toMatch(/defineProperty|__vite|import/);
    },
  );

  it('end with what their reader throws', async () => {
    const packed = frame(raw(random));
    const failing = unpack({
      packed: Readable.from(slices(packed, 300_000)),
      digest: `sha256:${digestOf(Buffer.from('other'))}`,
      size: packed.length,
      maxUnpackedBytes: 2 ** 32,
      deliver: () => {},
    });
    await expect(failing).rejects.toMatchObject({ code: 'image-corrupt' });
  });
});
