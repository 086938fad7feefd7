import type { Decoder, DecoderSink } from '../../ports/unpacker.ts';
import { instantiateZstd } from './zstd-module.ts';
import { createZstdStream } from './zstd-stream.ts';
import { createThreadedZstd } from './zstd-thread.ts';

/** Unpacked bytes after which other work gets a turn: this decoder runs on the main thread. */
const turnBytes = 8 * 1024 * 1024;
/** Packed bytes from which a thread is worth its start of about 30 ms. */
const worthThread = 2 * 1024 * 1024;

/** Zstandard by WebAssembly: Node 20 has no zstd, and Node 24's drops all frames after the first of a write (nodejs/node#64741). */
export const createZstdDecoder = (sink: DecoderSink, size: number): Promise<Decoder> =>
  size >= worthThread ? createThreadedZstd(sink) : createInlineZstd(sink);

const createInlineZstd = async (sink: DecoderSink): Promise<Decoder> => {
  const stream = createZstdStream(await instantiateZstd());
  let isOver = false;
  let sinceTurn = 0;
  return {
    write: async (chunk) => {
      if (isOver) return;
      const pieces = stream.pieces(chunk);
      for (let next = pieces.next(); ; next = pieces.next()) {
        if (next.done === true) {
          isOver = !next.value;
          if (isOver) sink.fail('layer-corrupt');
          return;
        }
        sinceTurn += next.value.length;
        isOver = !sink.deliver(next.value);
        if (isOver) return;
        if (sinceTurn < turnBytes) continue;
        sinceTurn = 0;
        await new Promise(setImmediate);
      }
    },
    end: async () => {
      if (!isOver && stream.inFrame()) sink.fail('layer-truncated');
    },
    stop: stream.free,
  };
};
