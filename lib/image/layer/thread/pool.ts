import { AppError } from '../../../model/error.ts';
import type { Packed } from '../../decompress.ts';
import { threadsAreKept } from '../../small-heap.ts';
import type { Read, Reading, Watch } from '../read.ts';
import { heapMegabytes } from './memory.ts';
import { type LayerThread, startLayerThread } from './thread.ts';

/** Each takes about 20 MB. Two that decode what they walk keep two cores busy. */
const most = 2;
/** How long a layer waits for a thread: one that a slow registry holds up takes no core, and must not hold up the layers of others for hours. */
const patienceMs = 30_000;
/** A service reads one image after the other, and a thread that has run is faster than a new one. */
const idleMs = 5_000;

type Idle = { readonly thread: LayerThread; readonly timer: NodeJS.Timeout };
const idle: Idle[] = [];
const waiting = new Set<() => void>();
let busy = 0;

/** Reads a layer in one of the process's threads; waits until one is free, or takes another after a while. Answers and throws as a `LayerThread` does. */
export const readInThread = async (program: string, open: () => Promise<Packed>, reading: Reading, watch: Watch): Promise<Read | null> => {
  if (busy >= most) await free(watch.signal);
  busy += 1;
  try {
    const packed = await open();
    const thread = takeIdle() ?? startLayerThread(program, heapMegabytes());
    // One alone has the other core decode for it.
    const read = await thread.read(packed, reading, watch, busy >= most);
    if (read) keep(thread);
    return read;
  } finally {
    busy -= 1;
    const [next] = waiting;
    next?.();
  }
};

/** Ends when a thread is free, or has not been for too long. */
const free = async (signal: AbortSignal | undefined): Promise<void> => {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    while (busy >= most && !patience.signal.aborted) await turn(signal, patience.signal);
  } finally {
    clearTimeout(timer);
  }
};

const turn = (signal: AbortSignal | undefined, patience: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (by: () => void) => (): void => {
      waiting.delete(wake);
      patience.removeEventListener('abort', wake);
      signal?.removeEventListener('abort', abort);
      by();
    };
    const wake = settle(resolve);
    const abort = settle(() => reject(new AppError('timed-out', 'the time for this image is up')));
    waiting.add(wake);
    patience.addEventListener('abort', wake);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
  });

const takeIdle = (): LayerThread | undefined => {
  for (let last = idle.pop(); last; last = idle.pop()) {
    clearTimeout(last.timer);
    if (!last.thread.isOver()) return last.thread;
  }
  return undefined;
};

const keep = (thread: LayerThread): void => {
  // Layers are merged next, when memory is at its highest.
  if (waiting.size === 0 && !threadsAreKept()) {
    thread.end();
    return;
  }
  const timer = setTimeout(() => {
    const at = idle.findIndex((one) => one.thread === thread);
    if (at >= 0) idle.splice(at, 1);
    thread.end();
  }, idleMs);
  timer.unref();
  idle.push({ thread, timer });
};
