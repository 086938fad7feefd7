import type { Decoder, DecoderSink } from '../../ports/unpacker.ts';
import { release } from './release.ts';
import { instantiateZstd, type ZstdInstance } from './zstd-module.ts';
import { createZstdStream } from './zstd-stream.ts';
import { createThreadedZstd } from './zstd-thread.ts';

/** Unpacked bytes after which other work gets a turn. */
const turnBytes = 8 * 1024 * 1024;
/** Packed bytes from which a thread is worth its start of about 30 ms. */
const worthThread = 2 * 1024 * 1024;

/** Zstandard by WebAssembly: Node 20 has no zstd, and Node 24's drops all frames after the first of a write (nodejs/node#64741). */
export const createZstdDecoder = (sink: DecoderSink, size: number, inline: boolean): Promise<Decoder> =>
  inline || size < worthThread ? createInlineZstd(sink) : createThreadedZstd(sink);

/** Its memory is freed when the collector comes to it, which in a thread that makes little garbage is late: the next layer takes it over. */
const spare: ZstdInstance[] = [];
const mostSpare = 32 * 1024 * 1024;

const createInlineZstd = async (sink: DecoderSink): Promise<Decoder> => {
  const instance = spare.pop() ?? (await instantiateZstd());
  const stream = createZstdStream(instance);
  let isOver = false;
  let isStopped = false;
  let sinceTurn = 0;
  return {
    write: async (chunk) => {
      if (isOver) return;
      const pieces = stream.pieces(chunk);
      for (let next = pieces.next(); ; next = pieces.next()) {
        if (next.done === true) {
          isOver = !next.value;
          if (isOver) sink.fail('layer-corrupt');
          release(chunk);
          return;
        }
        sinceTurn += next.value.length;
        isOver = !sink.deliver(next.value);
        if (isOver) {
          pieces.return(true);
          return;
        }
        if (sinceTurn < turnBytes) continue;
        sinceTurn = 0;
        await new Promise(setImmediate);
      }
    },
    end: async () => {
      if (!isOver && stream.inFrame()) sink.fail('layer-truncated');
    },
    stop: () => {
      if (isStopped) return;
      isStopped = true;
      stream.free();
      if (instance.memory.buffer.byteLength <= mostSpare && spare.length === 0) spare.push(instance);
    },
  };
};
