import { setFlagsFromString } from 'node:v8';

let isAsked = false;

const set = (): void => {
  setFlagsFromString('--max-semi-space-size=2');
  setFlagsFromString('--semi-space-growth-factor=1');
};

/**
 * Keeps V8 from growing its young generation, which takes three times its size: an image streams by and leaves nothing young behind. Measured on
 * an image of 1.25 GB: 182 MB at most without, 145 MB with it, in the same time.
 */
export const keepHeapSmall = (): void => {
  isAsked = true;
  set();
};

/** To be called when a thread has begun: V8 sets the growth back to 2, for all heaps, when it makes one. Source: V8 11.3, Heap::ConfigureHeap. */
export const keepHeapSmallStill = (): void => {
  if (isAsked) set();
};

let isLast = false;

/** For a process that reads one image and ends: no thread is kept for the next. Takes 20 MB off its peak; the next image would wait for V8 to compile again. */
export const keepNoThreads = (is = true): void => {
  isLast = is;
};

export const threadsAreKept = (): boolean => !isLast;
