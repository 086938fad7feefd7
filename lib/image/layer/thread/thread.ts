import { Worker } from 'node:worker_threads';
import { AppError } from '../../../model/error.ts';
import type { Packed } from '../../decompress.ts';
import { keepHeapSmallStill } from '../../small-heap.ts';
import type { Read, Reading, Watch } from '../read.ts';
import type { FromThread, Order, ToThread } from './message.ts';

/** Chunks on their way, of 256 KB as a rule: nobody else can stop the sender. */
const mostUnderWay = 4;
/** What a thread that is given up has to stop what it started. */
const graceMs = 2_000;
/** Young objects are few, as on the command's own thread. */
const youngMegabytes = 4;

/**
 * Reads one layer after the other. `read` answers null when the layer took more memory than the thread has; the thread is over then, as after
 * all that `read` throws: what the source throws, `image-corrupt`, `timed-out`.
 */
export type LayerThread = {
  read(packed: Packed, reading: Reading, watch: Watch, inline: boolean): Promise<Read | null>;
  isOver(): boolean;
  end(): void;
};

/** `heapMegabytes`: what its objects may take; bytes lie outside of that. */
export const startLayerThread = (program: string, heapMegabytes: number): LayerThread => {
  const resourceLimits = { maxYoungGenerationSizeMb: youngMegabytes, maxOldGenerationSizeMb: heapMegabytes };
  const worker = new Worker(program, { eval: true, resourceLimits });
  let isOver = false;
  worker.once('online', keepHeapSmallStill);
  worker.once('exit', () => {
    isOver = true;
  });
  // Without anybody who listens it would end the process.
  worker.on('error', () => {});
  worker.unref();
  const end = (): void => {
    isOver = true;
    void worker.terminate();
  };
  const giveUp = (): void => {
    if (isOver) return;
    isOver = true;
    worker.postMessage({ kind: 'drop' } satisfies ToThread);
    const timer = setTimeout(end, graceMs).unref();
    worker.once('exit', () => clearTimeout(timer));
  };
  return {
    read: async (packed, reading, watch, inline) => {
      const order = orderOf(reading, inline);
      const link = linkTo(worker, watch.signal);
      worker.ref();
      try {
        return await Promise.race([link.answer, link.send(order, packed, watch.onPacked)]);
      } catch (error) {
        giveUp();
        throw error;
      } finally {
        packed.destroy();
        link.cut();
        worker.unref();
      }
    },
    isOver: () => isOver,
    end,
  };
};

type Link = {
  readonly answer: Promise<Read | null>;
  /** Rejects when the source does, and never settles else. */
  send(order: Order, packed: Packed, onPacked?: (bytes: number) => void): Promise<never>;
  cut(): void;
};

const linkTo = (worker: Worker, signal: AbortSignal | undefined): Link => {
  let underWay = 0;
  let wake: (() => void) | undefined;
  const { promise: answer, resolve, reject } = withResolvers<Read | null>();
  const onMessage = (message: FromThread): void => {
    if (message.kind === 'read') resolve(message.read);
    else if (message.kind === 'failed') reject(new AppError(message.code, message.message));
    else {
      underWay -= 1;
      wake?.();
    }
  };
  const onError = (error: NodeJS.ErrnoException): void => (error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(null) : reject(error));
  const onExit = (): void => reject(new Error('a thread ended before it had read its layer'));
  const onAbort = (): void => reject(new AppError('timed-out', 'the time for this image is up'));
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  const tell = (message: ToThread, moved: readonly ArrayBuffer[] = []): void => worker.postMessage(message, moved);
  return {
    answer,
    send: async (order, packed, onPacked) => {
      tell({ kind: 'read', order });
      for await (const chunk of packed) {
        if (!(chunk instanceof Uint8Array)) continue;
        while (underWay >= mostUnderWay)
          await new Promise<void>((next) => {
            wake = next;
          });
        underWay += 1;
        onPacked?.(chunk.length);
        const bytes = movable(chunk);
        tell({ kind: 'chunk', bytes }, [bytes.buffer]);
      }
      tell({ kind: 'end' });
      return new Promise<never>(() => {});
    },
    cut: () => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
    },
  };
};

type Resolvers<T> = { readonly promise: Promise<T>; resolve(value: T): void; reject(error: unknown): void };

/** As Promise.withResolvers, which Node 20 has not. */
const withResolvers = <T>(): Resolvers<T> => {
  let made: Omit<Resolvers<T>, 'promise'> = { resolve: () => {}, reject: () => {} };
  const promise = new Promise<T>((resolve, reject) => {
    made = { resolve, reject };
  });
  return { promise, ...made };
};

/** In memory of its own, which can be given away. */
const movable = (chunk: Uint8Array): Uint8Array<ArrayBuffer> =>
  ownsMemory(chunk) && chunk.buffer.byteLength === chunk.length ? chunk : new Uint8Array(chunk);

const ownsMemory = (chunk: Uint8Array): chunk is Uint8Array<ArrayBuffer> => chunk.buffer instanceof ArrayBuffer;

const orderOf = ({ limits, unpackGzip, ...reading }: Reading, inline: boolean): Order => {
  const { secretRules, ...plain } = limits;
  return {
    ...reading,
    inline,
    limits: plain,
    ...(secretRules && { rules: { id: secretRules.id, given: secretRules.given } }),
    ...(unpackGzip && { program: unpackGzip.program }),
  };
};
