import { createHash } from 'node:crypto';
import type { Digest } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import type { Decoder, DecoderSink, GzipUnpacker, UnpackProblem } from '../ports/unpacker.ts';
import { createGzipDecoder } from './decompress/gzip.ts';
import { createInlineGzip } from './decompress/gzip-inline.ts';
import { release } from './decompress/release.ts';
import { createZstdDecoder } from './decompress/zstd.ts';

/** What is needed of a stream; its chunks are taken over. */
export type Packed = AsyncIterable<unknown> & { destroy(error?: Error): unknown };

export type UnpackOptions = {
  readonly packed: Packed;
  /** What the packed bytes must hash to; null when there is nothing to hold them to. */
  readonly digest: Digest | null;
  readonly size: number;
  readonly maxUnpackedBytes: number;
  /** In place of the built-in one. */
  readonly unpackGzip?: GzipUnpacker;
  /** Whether to decode on this thread, which has a core to itself, and not beside it. */
  readonly inline?: boolean;
  readonly signal?: AbortSignal;
  readonly onPacked?: (bytes: number) => void;
  /** Takes unpacked bytes; the view holds only during the call. */
  readonly deliver: (bytes: Uint8Array) => void;
};

export type Unpacked = { readonly packedBytes: number; readonly unpackedBytes: number; readonly problem: UnpackProblem | null };

/**
 * Reads a packed stream to its end, whatever its content is, so that its digest is always checked; holds a few chunks at a time.
 * Throws AppError `image-corrupt` when size or digest is another, `timed-out` when the signal says so.
 */
export const unpack = async (options: UnpackOptions): Promise<Unpacked> => {
  const state: State = { packed: 0, unpacked: 0, problem: null };
  const sink: DecoderSink = {
    deliver: (bytes) => {
      if (state.problem) return false;
      state.unpacked += bytes.length;
      if (state.unpacked > options.maxUnpackedBytes) state.problem = 'layer-too-large';
      else options.deliver(bytes);
      return state.problem === null;
    },
    fail: (problem) => {
      state.problem ??= problem;
    },
  };
  const decoder = createDetectingDecoder(sink, options);
  try {
    return await decodeAll(options, decoder, state);
  } finally {
    decoder.stop();
  }
};

type State = { packed: number; unpacked: number; problem: UnpackProblem | null };

const decodeAll = async (options: UnpackOptions, decoder: Decoder, state: State): Promise<Unpacked> => {
  const hash = createHash('sha256');
  for await (const chunk of chunksOf(options.packed, options.signal)) {
    state.packed += chunk.length;
    if (state.packed > options.size) throw corrupt('a layer is longer than its manifest says');
    hash.update(chunk);
    options.onPacked?.(chunk.length);
    if (!state.problem) await decoder.write(chunk);
  }
  await decoder.end();
  if (options.signal?.aborted) throw timedOut();
  const digest = `sha256:${hash.digest('hex')}`;
  if (state.packed !== options.size || (options.digest && digest !== options.digest)) throw corrupt('a layer is not what its digest says');
  return { packedBytes: state.packed, unpackedBytes: state.unpacked, problem: state.problem };
};

const timedOut = (): AppError => new AppError('timed-out', 'the time for this image is up');

const corrupt = (message: string): AppError => new AppError('image-corrupt', message);

async function* chunksOf(packed: Packed, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const abort = (): void => void packed.destroy(timedOut());
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for await (const chunk of packed) if (chunk instanceof Uint8Array) yield chunk;
  } finally {
    signal?.removeEventListener('abort', abort);
    packed.destroy();
  }
}

const longestMagic = 6;

// Media types lie (zstd under a gzip type, plain tars under either), so the first bytes decide.
const createDetectingDecoder = (sink: DecoderSink, options: Making): Decoder => {
  let head = Buffer.alloc(0);
  let decoder: Promise<Decoder> | undefined;
  const begin = async (): Promise<Decoder> => {
    decoder ??= decoderFor(head, sink, options);
    const chosen = await decoder;
    await chosen.write(head);
    return chosen;
  };
  return {
    write: async (chunk) => {
      if (decoder) return (await decoder).write(chunk);
      head = Buffer.concat([head, chunk]);
      if (head.length >= longestMagic) await begin();
    },
    end: async () => (decoder ? (await decoder).end() : (await begin()).end()),
    stop: () => void decoder?.then((chosen) => chosen.stop()),
  };
};

type Making = Pick<UnpackOptions, 'size' | 'unpackGzip' | 'inline'>;
type Magic = { readonly bytes: readonly number[]; readonly make: (sink: DecoderSink, options: Making) => Promise<Decoder> | Decoder };

const makeGzip: Magic['make'] = (sink, { unpackGzip, inline }) =>
  unpackGzip?.start(sink) ?? (inline ? createInlineGzip(sink) : undefined) ?? createGzipDecoder(sink);

const makeZstd: Magic['make'] = (sink, { size, inline = false }) => createZstdDecoder(sink, size, inline);

const magics: readonly Magic[] = [
  { bytes: [0x1f, 0x8b], make: makeGzip },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], make: makeZstd },
  ...Array.from({ length: 16 }, (_, nibble) => ({ bytes: [0x50 + nibble, 0x2a, 0x4d, 0x18], make: makeZstd })),
  { bytes: [0x42, 0x5a, 0x68], make: (sink) => refuse(sink) },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], make: (sink) => refuse(sink) },
];

const decoderFor = async (head: Uint8Array, sink: DecoderSink, options: Making): Promise<Decoder> => {
  const magic = magics.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  return magic ? magic.make(sink, options) : plainDecoder(sink);
};

const plainDecoder = (sink: DecoderSink): Decoder => ({
  write: async (chunk) => {
    sink.deliver(chunk);
    release(chunk);
  },
  end: async () => {},
  stop: () => {},
});

const refuse = (sink: DecoderSink): Decoder => {
  sink.fail('layer-encoding');
  return { write: async () => {}, end: async () => {}, stop: () => {} };
};
