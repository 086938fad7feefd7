import type { ZstdInstance } from './zstd-module.ts';
import type { ZstdStream } from './zstd-stream.ts';

type Threads = typeof import('node:worker_threads');

/** What the thread is told: how many packed bytes lie in the shared buffer, that a piece is done with, or that nothing follows. */
export type ToThread =
  | { readonly kind: 'chunk'; readonly length: number }
  | { readonly kind: 'back'; readonly buffer: ArrayBuffer }
  | { readonly kind: 'end' };

/** What it says: unpacked bytes, that a chunk is done with, or how the stream ended. */
export type FromThread =
  | { readonly kind: 'piece'; readonly buffer: ArrayBuffer; readonly length: number }
  | { readonly kind: 'taken' }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'ended'; readonly inFrame: boolean };

declare const WebAssembly: { Instance: new (module: unknown, imports: object) => { readonly exports: ZstdInstance } };

/**
 * The thread's program. It runs from its source text, so it uses nothing from outside of itself. It has `buffers` pieces and waits until one of
 * them comes back, so a bomb waits for its reader like any other; `returned` counts them, to be woken by.
 */
export const runZstdThread = (threads: Threads, createStream: (zstd: ZstdInstance) => ZstdStream): void => {
  const { parentPort, receiveMessageOnPort, workerData } = threads;
  if (!parentPort) return;
  const { exports } = new WebAssembly.Instance(workerData.module, { env: { emscripten_notify_memory_growth() {} } });
  const stream = createStream(exports);
  const input: Uint8Array = workerData.input;
  const returned: Int32Array<SharedArrayBuffer> = workerData.returned;
  const free: ArrayBuffer[] = [];
  for (let index = 0; index < workerData.buffers; index += 1) free.push(new ArrayBuffer(stream.largestPiece));
  // Methods and no functions with a name: a bundler that keeps names would wrap those in a function of its own.
  const out = {
    say(message: FromThread, moved: readonly ArrayBuffer[] = []): void {
      parentPort.postMessage(message, [...moved]);
    },
    buffer(): ArrayBuffer {
      for (;;) {
        const seen = Atomics.load(returned, 0);
        const known = free.pop() ?? receiveMessageOnPort(parentPort)?.message.buffer;
        if (known) return known;
        Atomics.wait(returned, 0, seen);
      }
    },
  };
  parentPort.on('message', (message: ToThread) => {
    if (message.kind === 'back') free.push(message.buffer);
    else if (message.kind === 'end') out.say({ kind: 'ended', inFrame: stream.inFrame() });
    else {
      const pieces = stream.pieces(input.subarray(0, message.length));
      for (let next = pieces.next(); ; next = pieces.next()) {
        if (next.done === true) {
          out.say({ kind: next.value ? 'taken' : 'corrupt' });
          return;
        }
        const buffer = out.buffer();
        new Uint8Array(buffer).set(next.value);
        out.say({ kind: 'piece', buffer, length: next.value.length }, [buffer]);
      }
    }
  });
};
