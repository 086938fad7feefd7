import type { Decoder, DecoderSink } from '../decompress.ts';
import { instantiateZstd, type ZstdInstance } from './zstd-module.ts';

/** Unpacked bytes after which other work gets a turn: this decoder runs on the main thread. */
const turnBytes = 8 * 1024 * 1024;

/**
 * Zstandard by WebAssembly: several frames, skippable frames, windows up to 128 MiB (the decoder's own bound, as in `zstd -d`).
 * Node 20 has no zstd, and Node 24's drops all frames after the first of a write (nodejs/node#64741).
 */
export const createZstdDecoder = async (sink: DecoderSink): Promise<Decoder> => {
  const zstd = await instantiateZstd();
  const context = zstd.ZSTD_createDCtx();
  const inputState = zstd.malloc(12);
  const outputState = zstd.malloc(12);
  const outputSize = zstd.ZSTD_DStreamOutSize();
  const output = zstd.malloc(outputSize);
  let inFrame = false;
  let failed = false;
  let sinceTurn = 0;

  /** One call of the decoder; answers how many bytes it took, or undefined when it is done for good. */
  const decodeSome = (length: number): number | undefined => {
    const result = zstd.ZSTD_decompressStream(context, outputState, inputState);
    const state = new DataView(zstd.memory.buffer);
    const taken = state.getUint32(inputState + 8, true);
    const given = state.getUint32(outputState + 8, true);
    inFrame = result !== 0;
    if (given > 0 && !sink.deliver(new Uint8Array(zstd.memory.buffer, output, given))) return undefined;
    state.setUint32(outputState + 8, 0, true);
    sinceTurn += given;
    // Errors come as small negative numbers; no progress at all would be for ever.
    if (result >= 0 && (taken > 0 || given > 0 || length === 0)) return taken;
    sink.fail('layer-corrupt');
    return undefined;
  };

  const write = async (chunk: Uint8Array): Promise<void> => {
    if (failed) return;
    const input = zstd.malloc(chunk.length);
    new Uint8Array(zstd.memory.buffer).set(chunk, input);
    setBuffer(zstd, inputState, input, chunk.length);
    setBuffer(zstd, outputState, output, outputSize);
    let before = 0;
    // A full output buffer may leave bytes inside the decoder even when all input is taken.
    for (;;) {
      const given = sinceTurn;
      const taken = decodeSome(chunk.length - before);
      if (taken === undefined) {
        failed = true;
        break;
      }
      if (taken === chunk.length && sinceTurn - given < outputSize) break;
      before = taken;
      if (sinceTurn >= turnBytes) {
        sinceTurn = 0;
        await new Promise(setImmediate);
      }
    }
    zstd.free(input);
  };
  return {
    write,
    end: async () => {
      if (!failed && inFrame) sink.fail('layer-truncated');
      zstd.ZSTD_freeDCtx(context);
    },
  };
};

/** Source: zstd.h, ZSTD_inBuffer and ZSTD_outBuffer: pointer, size, position, each 32 bits here. */
const setBuffer = (zstd: ZstdInstance, at: number, pointer: number, size: number): void => {
  const view = new DataView(zstd.memory.buffer);
  view.setUint32(at, pointer, true);
  view.setUint32(at + 4, size, true);
  view.setUint32(at + 8, 0, true);
};
