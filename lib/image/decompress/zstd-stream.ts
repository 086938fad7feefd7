import type { ZstdInstance } from './zstd-module.ts';

/** `pieces` gives unpacked bytes, views that hold until the next is asked for, and answers false when the data is damaged. */
export type ZstdStream = {
  readonly largestPiece: number;
  pieces(packed: Uint8Array): Generator<Uint8Array, boolean>;
  /** Whether a frame has begun and not ended. */
  inFrame(): boolean;
  free(): void;
};

/**
 * Several frames, skippable frames, windows up to 128 MiB (the decoder's own bound, as in `zstd -d`). Uses nothing from outside of itself: its source
 * text is what runs in a thread. Source: zstd.h, ZSTD_decompressStream; ZSTD_inBuffer and ZSTD_outBuffer are pointer, size, position of 32 bits each.
 */
export const createZstdStream = (zstd: ZstdInstance): ZstdStream => {
  const context = zstd.ZSTD_createDCtx();
  const inputState = zstd.malloc(12);
  const outputState = zstd.malloc(12);
  // Larger than the decoder asks for: a piece costs a message between threads.
  const outputSize = 256 * 1024;
  const output = zstd.malloc(outputSize);
  let isInFrame = false;
  // Methods and no functions with a name: a bundler that keeps names would wrap those in a function of its own.
  const state = {
    set(at: number, pointer: number, size: number): void {
      const view = new DataView(zstd.memory.buffer);
      view.setUint32(at, pointer, true);
      view.setUint32(at + 4, size, true);
      view.setUint32(at + 8, 0, true);
    },
    position(at: number): number {
      return new DataView(zstd.memory.buffer).getUint32(at + 8, true);
    },
  };
  return {
    largestPiece: outputSize,
    *pieces(packed) {
      const input = zstd.malloc(packed.length);
      new Uint8Array(zstd.memory.buffer).set(packed, input);
      state.set(inputState, input, packed.length);
      let isRight = true;
      try {
        for (let before = 0; ; ) {
          state.set(outputState, output, outputSize);
          const result = zstd.ZSTD_decompressStream(context, outputState, inputState);
          const taken = state.position(inputState);
          const given = state.position(outputState);
          isInFrame = result !== 0;
          if (given > 0) yield new Uint8Array(zstd.memory.buffer, output, given);
          // Errors come as small negative numbers; no progress at all would be for ever.
          isRight = result >= 0 && (taken > before || given > 0 || packed.length === before);
          // A full output buffer may leave bytes inside the decoder even when all input is taken.
          if (!isRight || (taken === packed.length && given < outputSize)) break;
          before = taken;
        }
        return isRight;
      } finally {
        zstd.free(input);
      }
    },
    inFrame() {
      return isInFrame;
    },
    free() {
      zstd.ZSTD_freeDCtx(context);
      for (const pointer of [inputState, outputState, output]) zstd.free(pointer);
    },
  };
};
