import { Worker } from 'node:worker_threads';
import type { Decoder, DecoderSink } from '../../ports/unpacker.ts';
import { keepHeapSmallStill } from '../small-heap.ts';
import { release } from './release.ts';
import { compileZstd } from './zstd-module.ts';
import { createZstdStream } from './zstd-stream.ts';
import { type FromThread, runZstdThread, type ToThread } from './zstd-thread-main.ts';

/** Pieces of 256 KB on their way between the threads. */
const buffers = 3;
/** Packed bytes go through one buffer: what is sent is garbage of the thread, which collects it late. */
const inputSize = 256 * 1024;
// Its heap holds little: what is unpacked lies outside of it.
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16, stackSizeMb: 1 };

// A bundle is one file, so the thread is given its program as text.
const program = `(${runZstdThread.toString()})(require('node:worker_threads'), ${createZstdStream.toString()})`;

/** Unpacks in a thread of its own, so that the next bytes are unpacked while these are parsed. */
export const createThreadedZstd = async (sink: DecoderSink): Promise<Decoder> => {
  const input = new Uint8Array(new SharedArrayBuffer(inputSize));
  const returned = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(program, { eval: true, workerData: { module: await compileZstd(), returned, buffers, input }, resourceLimits });
  worker.once('online', keepHeapSmallStill);
  const tell = (message: ToThread, moved: readonly ArrayBuffer[] = []): void => worker.postMessage(message, moved);
  let isOver = false;
  let wake: (() => void) | undefined;
  const answered = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const give = (): void => {
    isOver = true;
    wake?.();
  };
  worker.on('message', (message: FromThread) => {
    if (isOver) return;
    if (message.kind === 'piece') {
      if (!sink.deliver(new Uint8Array(message.buffer, 0, message.length))) give();
      tell({ kind: 'back', buffer: message.buffer }, [message.buffer]);
      Atomics.add(returned, 0, 1);
      Atomics.notify(returned, 0);
      return;
    }
    if (message.kind === 'corrupt') sink.fail('layer-corrupt');
    else if (message.kind === 'ended' && message.inFrame) sink.fail('layer-truncated');
    if (message.kind === 'taken') wake?.();
    else give();
  });
  worker.on('error', () => {
    if (!isOver) sink.fail('layer-corrupt');
    give();
  });
  return {
    write: async (chunk) => {
      for (let from = 0; from < chunk.length && !isOver; from += inputSize) {
        const part = chunk.subarray(from, from + inputSize);
        input.set(part);
        const taken = answered();
        tell({ kind: 'chunk', length: part.length });
        await taken;
      }
      release(chunk);
    },
    end: async () => {
      if (!isOver) {
        const ended = answered();
        tell({ kind: 'end' });
        await ended;
      }
    },
    stop: () => {
      give();
      void worker.terminate();
    },
  };
};
